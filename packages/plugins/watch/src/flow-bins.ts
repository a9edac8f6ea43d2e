import type { Silence } from "./silence.ts";

/** The messages that one flow's provider took within one second (or a longer grain), and what has come back about them since. */
export interface BinSecond {
  /** Its start, milliseconds since 1970. */
  readonly at: number;
  /** Its length: old times may be kept coarser than by the second. @default 1_000 */
  readonly lengthMs?: number | undefined;
  /** Messages taken within it. */
  readonly accepted: number;
  /** First final receipts about them by latency bin, `LATENCY_BINS` numbers. */
  readonly received: readonly number[];
}

/** A flow's messages, second by second. */
export interface FlowBins {
  readonly seconds: readonly BinSecond[];
  /** When the last receipt of the flow arrived; absent = none yet. */
  readonly lastReceiptAt?: number | undefined;
  /** When none came in though many were due, oldest first. @default never */
  readonly silences?: readonly Silence[] | undefined;
}
