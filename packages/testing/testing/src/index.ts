/** Your own gateway and campaign on a virtual clock, with recording providers. */

export { createTestGateway } from "./create-test-gateway.ts";
export {
  type Behaviour,
  type RecordingOptions,
  recordingProvider,
  type SentMessage,
  share,
} from "./recording-provider.ts";
export type { TestGateway, TestGatewayOptions } from "./test-gateway.ts";
export type { ToldEvent } from "./told.ts";
export { type VirtualProcess, VirtualTime } from "./virtual-time.ts";
