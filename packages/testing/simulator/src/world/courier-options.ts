import type { Latency } from "./latency.ts";
import type { CourierLimit } from "./token-bucket.ts";

/** A courier's behaviour. Shares between 0 and 1. */
export interface CourierOptions {
  /** Accepted, then silently lost. @default 0 */
  readonly loss?: number | undefined;
  /** Unknown addresses, refused immediately; the same ones at every courier. @default 0 */
  readonly unknownAddresses?: number | undefined;
  /** Accepted addresses that are then permanently undeliverable. @default 0 */
  readonly deadAddresses?: number | undefined;
  /** Messages reported as undelivered, temporarily. @default 0 */
  readonly unreachable?: number | undefined;
  /** Messages with a report. @default 0.98 */
  readonly receipts?: number | undefined;
  /** Also reports messages in transit, if the channel can. @default true */
  readonly transit?: boolean | undefined;
  /** Requests above it are answered 429: nothing was accepted. @default no limit */
  readonly limit?: CourierLimit | undefined;
  /** Time from submission to arrival. */
  readonly latency?: Latency | undefined;
  /** From the arrival to the report. */
  readonly receiptLatency?: Latency | undefined;
}
