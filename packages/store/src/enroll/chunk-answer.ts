import type { EnrollAnswer, EnrollStatus, Refusal } from "@relance/spec";
import { LINE } from "../counts/counters.ts";

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

type Counts = EnrollAnswer["counts"];

/** What rows of a chunk may come to, with its counter, in the order in which chunks keep how many there were. */
export const CHUNK_LINES: readonly (readonly [EnrollStatus, number])[] = [
  ["new", LINE.new],
  ["same", LINE.same],
  ["contact-changed", LINE.contactChanged],
  ["repeated", LINE.repeated],
  ["refused", LINE.refused],
];

/** @param refused - rows that were refused before they came to the store */
export function countLines(statuses: readonly EnrollStatus[], refused: number): Counts {
  const counts = { new: 0, same: 0, "contact-changed": 0, repeated: 0, refused };
  for (const status of statuses) counts[status] += 1;
  return counts;
}

/** A repeated chunk gets the first answer: what it kept, in the order of {@link CHUNK_LINES}. */
export function replayedChunk(kept: readonly unknown[]): EnrollAnswer {
  const [first = 0, same = 0, changed = 0, repeated = 0, refused = 0] = kept as readonly number[];
  const counts = { new: first, same, "contact-changed": changed, repeated, refused };
  return { statuses: [], enrollments: [], counts, refusals: [], replayed: true };
}

/** The answer where the campaign takes nobody: each row is refused, and why. */
export function turnedAway(refusals: readonly Refusal[], refused: number): EnrollAnswer {
  const statuses = refusals.map(() => "refused" as const);
  const counts = countLines(statuses, refused);
  return { statuses, enrollments: statuses.map(() => 0), counts, refusals, replayed: false };
}
