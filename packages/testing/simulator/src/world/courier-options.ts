import type { Latency } from "./latency.ts";
import type { CourierLimit } from "./token-bucket.ts";

/** How a courier behaves, with shares between 0 and 1. */
export interface CourierOptions {
  /** Share of messages that are accepted, then silently lost. @default 0 */
  readonly loss?: number | undefined;
  /**
   * Share of addresses that are unknown and refused immediately. Every courier has the same unknown addresses. @default
   * 0
   */
  readonly unknownAddresses?: number | undefined;
  /** Share of addresses that are accepted, but permanently undeliverable. @default 0 */
  readonly deadAddresses?: number | undefined;
  /** Share of messages that are reported as temporarily undelivered. @default 0 */
  readonly unreachable?: number | undefined;
  /** Share of messages that the courier reports. @default 0.98 */
  readonly receipts?: number | undefined;
  /** If true, messages in transit are reported too, if the channel can do so. @default true */
  readonly transit?: boolean | undefined;
  /**
   * Maximum rate of requests. Requests above it get HTTP 429, and their messages are not accepted. @default no limit
   */
  readonly limit?: CourierLimit | undefined;
  /** Time from the submission of a message to its arrival. */
  readonly latency?: Latency | undefined;
  /** Time from the arrival of a message to the report. */
  readonly receiptLatency?: Latency | undefined;
}
