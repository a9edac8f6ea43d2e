import type { Seal } from "@relance/spec";
import type { EvidenceHead } from "./evidence-line.ts";

/** The result of an examination. */
export interface Verification {
  /** Absent = not an evidence file. */
  readonly head?: EvidenceHead | undefined;
  readonly seals: number;
  readonly leaves: number;
  /** Leaves whose details match their commitment. */
  readonly opened: number;
  /** One of them contains the key of the record's recipient. False = nothing ties the record to the key in its head. */
  readonly isNamed: boolean;
  readonly last?: Seal | undefined;
  /**
   * Events that were sealed long after they happened, and the longest delay: until then a change or deletion would have
   * gone unnoticed.
   */
  readonly late: { readonly leaves: number; readonly longestMs: number };
  /** Seals that equal one kept elsewhere. */
  readonly kept: number;
  /**
   * The highest of these: everything up to it is unchanged. For a single recipient it proves only that the listed
   * events are sealed: the last ones may be missing.
   */
  readonly keptThrough: number;
  /** The first problems, as sentences. Empty = the evidence is valid. */
  readonly problems: readonly string[];
  readonly moreProblems: number;
}
