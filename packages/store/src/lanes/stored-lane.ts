import type { OrderedLane } from "./lane-standing.ts";

/** A lane's row. */
export interface StoredLane extends OrderedLane {
  /** 0 = it is not in the store yet. */
  readonly id: number;
  readonly provider: number;
  readonly gate: number;
  readonly reason: string | null;
  readonly actor: string | null;
  readonly reviewAt: number | null;
  readonly perSecond: number | null;
  readonly released: number;
  readonly releaseReviewAt: number | null;
  readonly claimedAt: number;
  /** The version of its last order; 0 = there was none. */
  readonly steered: number;
  /** That order (JSON). */
  readonly steeredBy: string | null;
}
