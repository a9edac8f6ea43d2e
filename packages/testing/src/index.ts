/** Your own gateway and campaign on a virtual clock, with recording providers. */

export type { TestAnswer } from "./recording-provider.ts";
export {
  type Behaviour,
  type RecordingOptions,
  recordingProvider,
  type SentMessage,
  share,
} from "./recording-provider.ts";
export { createTestGateway, type TestGateway, type TestGatewayOptions } from "./test-gateway.ts";
export { type VirtualProcess, VirtualTime } from "./virtual-time.ts";
