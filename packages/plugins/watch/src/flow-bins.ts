import type { Silence } from "./silence.ts";

/** The messages of one flow accepted within one second (or a longer slice), and their receipts so far. */
export interface BinSecond {
  /** The start of the slice, in milliseconds since 1970. */
  readonly at: number;
  /** The length of the slice. Older periods may have longer slices. @default 1_000 */
  readonly lengthMs?: number | undefined;
  /** Accepted messages. */
  readonly accepted: number;
  /** How many first final receipts arrived for these messages in each latency bin: `LATENCY_BINS` numbers. */
  readonly received: readonly number[];
}

/** The messages of a flow, second by second. */
export interface FlowBins {
  readonly seconds: readonly BinSecond[];
  /** When the last receipt of the flow arrived; absent if none has arrived yet. */
  readonly lastReceiptAt?: number | undefined;
  /** The periods in which no receipt arrived although many were due, oldest first. @default none */
  readonly silences?: readonly Silence[] | undefined;
}
