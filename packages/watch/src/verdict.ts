import type { LossEstimate } from "./loss-likelihood.ts";

/**
 * What the watch says about a slice.
 *
 * `green` answers as it should · `receipt-lag` answers are missing in the last minute · `suspected-loss` missing beyond
 * what slowness explains · `confirmed-loss` still missing after five minutes · `stall` merely slow or silent, nothing says
 * lost · `not-enough-evidence` nothing can be said, and `why` says why.
 */
export type VerdictKind =
  | "green"
  | "receipt-lag"
  | "suspected-loss"
  | "confirmed-loss"
  | "stall"
  | "not-enough-evidence";

/** How much a verdict allows: nothing, a warning and a slower pace, or to stop sending this way. */
export type VerdictLevel = "none" | "warn" | "pause";

export type MissingEvidence = "no-receipts-expected" | "too-few" | "too-young" | "deaf";

/** One slice at one instant. */
export interface SliceVerdict {
  readonly kind: VerdictKind;
  readonly level: VerdictLevel;
  /** Messages that the verdict rests on. */
  readonly accepted: number;
  /** Of them, how many were answered. */
  readonly receipts: number;
  readonly loss?: LossEstimate | undefined;
  readonly why?: MissingEvidence | undefined;
}
