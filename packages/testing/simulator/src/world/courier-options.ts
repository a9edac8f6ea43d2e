import type { Latency } from "./latency.ts";
import type { CourierLimit } from "./token-bucket.ts";

/** How a courier treats what it takes. Shares between 0 and 1. */
export interface CourierOptions {
  /** Taken, then gone without a word. @default 0 */
  readonly loss?: number | undefined;
  /** Addresses that do not exist, refused at the door; the same ones at every courier. @default 0 */
  readonly unknownAddresses?: number | undefined;
  /** Addresses that are taken, then reported as undeliverable for ever. @default 0 */
  readonly deadAddresses?: number | undefined;
  /** Messages that are reported as undelivered, this time. @default 0 */
  readonly unreachable?: number | undefined;
  /** Messages whose fate is ever reported. @default 0.98 */
  readonly receipts?: number | undefined;
  /** Also says that a message is on its way, where the channel can. @default true */
  readonly transit?: boolean | undefined;
  /** What is more is answered 429: nothing was taken. @default it takes everything */
  readonly limit?: CourierLimit | undefined;
  /** From the submission to the arrival. */
  readonly latency?: Latency | undefined;
  /** From the arrival to the report. */
  readonly receiptLatency?: Latency | undefined;
}
