import type { Silence } from "./silence.ts";

/** The messages of one flow accepted within one second (or a longer slice), and their receipts so far. */
export interface BinSecond {
  /** Start of the slice, milliseconds since 1970. */
  readonly at: number;
  /** Length of the slice. Older periods may have longer slices. @default 1_000 */
  readonly lengthMs?: number | undefined;
  /** Accepted messages. */
  readonly accepted: number;
  /** Number of first final receipts for these messages, by latency bin: `LATENCY_BINS` numbers. */
  readonly received: readonly number[];
}

/** A flow's messages, second by second. */
export interface FlowBins {
  readonly seconds: readonly BinSecond[];
  /** When the flow's last receipt arrived; absent = none yet. */
  readonly lastReceiptAt?: number | undefined;
  /** Periods in which no receipt arrived although many were due, oldest first. @default none */
  readonly silences?: readonly Silence[] | undefined;
}
