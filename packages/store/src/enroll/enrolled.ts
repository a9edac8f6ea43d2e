import type { EnrollStatus } from "@relance/spec";

/** An import under way. */
export interface ImportSource {
  readonly id: number;
  /** Epoch milliseconds, by the store's clock. */
  readonly startedAt: number;
}

/** What became of one row of a chunk. */
export interface Enrolled {
  readonly status: EnrollStatus;
  /** 0 = nobody. */
  readonly enrollment: number;
}

/** Something is wrong with the row itself. */
export const NOT_TAKEN: Enrolled = { status: "refused", enrollment: 0 };

/** It would have been somebody new, and comes too late. Told from the above by identity, for it is listed otherwise. */
export const LATECOMER: Enrolled = { status: "refused", enrollment: 0 };
