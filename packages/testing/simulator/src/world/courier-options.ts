import type { Latency } from "./latency.ts";
import type { CourierLimit } from "./token-bucket.ts";

/** Behaviour of a courier. All shares are between 0 and 1. */
export interface CourierOptions {
  /** Share of messages that the courier accepts, then silently loses. @default 0 */
  readonly loss?: number | undefined;
  /** Share of addresses that every courier refuses immediately as unknown. @default 0 */
  readonly unknownAddresses?: number | undefined;
  /** Share of addresses that couriers accept but cannot deliver to. @default 0 */
  readonly deadAddresses?: number | undefined;
  /** Share of messages that the courier reports as temporarily undelivered. @default 0 */
  readonly unreachable?: number | undefined;
  /** Share of messages for which the courier sends reports. @default 0.98 */
  readonly receipts?: number | undefined;
  /** Whether the courier also reports messages in transit, if the channel has such reports. @default true */
  readonly transit?: boolean | undefined;
  /** Maximum rate of requests. Further requests get HTTP 429. @default no limit */
  readonly limit?: CourierLimit | undefined;
  /** Time from the submission of a message to its arrival. */
  readonly latency?: Latency | undefined;
  /** Time from the arrival of a message to the report. */
  readonly receiptLatency?: Latency | undefined;
}
