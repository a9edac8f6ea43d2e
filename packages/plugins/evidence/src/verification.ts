import type { Seal } from "@relance/spec";
import type { EvidenceHead } from "./evidence-line.ts";

/** What an examination found. */
export interface Verification {
  /** Absent = this is no evidence at all. */
  readonly head?: EvidenceHead | undefined;
  readonly seals: number;
  readonly leaves: number;
  /** Leaves whose details fit their commitment. */
  readonly opened: number;
  /** One of them gives the key of the record's recipient. False = nothing ties the record to the key in its head. */
  readonly isNamed: boolean;
  readonly last?: Seal | undefined;
  /**
   * Events whose seal was made long after they happened, and the longest such time: until then they could have been changed
   * or taken out, and nothing would show it.
   */
  readonly late: { readonly leaves: number; readonly longestMs: number };
  /** Seals that equal one kept elsewhere. */
  readonly kept: number;
  /**
   * The highest of them: everything up to it is as it was then. The record of one recipient shows no more than that its
   * events are sealed under it: its last ones may have been left out.
   */
  readonly keptThrough: number;
  /** Sentences; empty = everything holds. The first ones, when there are many. */
  readonly problems: readonly string[];
  readonly moreProblems: number;
}
