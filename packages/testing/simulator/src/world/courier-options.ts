import type { Latency } from "./latency.ts";
import type { CourierLimit } from "./token-bucket.ts";

/** A courier's behaviour. Shares between 0 and 1. */
export interface CourierOptions {
  /** Share of messages that are accepted, then silently lost. @default 0 */
  readonly loss?: number | undefined;
  /** Share of addresses that are unknown and refused immediately, the same ones at every courier. @default 0 */
  readonly unknownAddresses?: number | undefined;
  /** Share of addresses that are accepted, but permanently undeliverable. @default 0 */
  readonly deadAddresses?: number | undefined;
  /** Share of messages reported as temporarily undelivered. @default 0 */
  readonly unreachable?: number | undefined;
  /** Share of messages that get a report. @default 0.98 */
  readonly receipts?: number | undefined;
  /** Also reports messages in transit, if the channel can. @default true */
  readonly transit?: boolean | undefined;
  /** Limit of requests. Above it they are answered 429, and nothing is accepted. @default no limit */
  readonly limit?: CourierLimit | undefined;
  /** Time from submission to arrival. */
  readonly latency?: Latency | undefined;
  /** Time from the arrival to the report. */
  readonly receiptLatency?: Latency | undefined;
}
