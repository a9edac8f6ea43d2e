import type { Silence } from "./silence.ts";

/** One flow's messages accepted within one second (or a longer slice), and their receipts so far. */
export interface BinSecond {
  /** Its start, milliseconds since 1970. */
  readonly at: number;
  /** Length of the slice: older periods may be coarser. @default 1_000 */
  readonly lengthMs?: number | undefined;
  /** Accepted messages. */
  readonly accepted: number;
  /** First final receipts about them by latency bin, `LATENCY_BINS` numbers. */
  readonly received: readonly number[];
}

/** A flow's messages, second by second. */
export interface FlowBins {
  readonly seconds: readonly BinSecond[];
  /** When the flow's last receipt arrived; absent = none yet. */
  readonly lastReceiptAt?: number | undefined;
  /** Periods without receipts although many were due, oldest first. @default none */
  readonly silences?: readonly Silence[] | undefined;
}
