import type { Seal } from "@relance/spec";
import type { EvidenceHead } from "./evidence-line.ts";

/** The result of verifying a file. */
export interface Verification {
  /** The campaign of the file; absent if this is no evidence file. */
  readonly head?: EvidenceHead | undefined;
  readonly seals: number;
  readonly leaves: number;
  /** Leaves whose details match their commitment. */
  readonly opened: number;
  /** True if one of them contains the recipient's key; otherwise nothing ties the record to the key in its head. */
  readonly isNamed: boolean;
  readonly last?: Seal | undefined;
  /**
   * Events that were sealed long after they happened, and the longest delay: a change or deletion before the seal would
   * not be detected.
   */
  readonly late: { readonly leaves: number; readonly longestMs: number };
  /** Number of seals that equal one stored elsewhere. */
  readonly kept: number;
  /**
   * The highest seal that is stored elsewhere: all events up to it are unchanged. For a single recipient it only proves
   * that the listed events are sealed: the last ones may be missing.
   */
  readonly keptThrough: number;
  /** The first problems, as sentences; empty if the evidence is valid. */
  readonly problems: readonly string[];
  readonly moreProblems: number;
}
