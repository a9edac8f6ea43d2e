/** Runs your configuration and campaign on a virtual clock with providers that record messages. */

export { createTestRelance } from "./create-test-relance.ts";
export {
  type Behaviour,
  type RecordingOptions,
  recordingProvider,
  type SentMessage,
  share,
} from "./recording-provider.ts";
export type { TestRelance, TestRelanceOptions } from "./test-relance.ts";
export type { ToldEvent } from "./told.ts";
export { type VirtualProcess, VirtualTime } from "./virtual-time.ts";
