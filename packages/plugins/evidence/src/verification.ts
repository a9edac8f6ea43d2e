import type { Seal } from "@relance/spec";
import type { EvidenceHead } from "./evidence-line.ts";

/** The result of verifying a file. */
export interface Verification {
  /** The campaign of the file; absent if this is no evidence file. */
  readonly head?: EvidenceHead | undefined;
  readonly seals: number;
  readonly leaves: number;
  /** The number of leaves whose details match their commitment. */
  readonly opened: number;
  /** True if verified details contain the recipient's key, which proves that the record is about this recipient. */
  readonly isNamed: boolean;
  readonly last?: Seal | undefined;
  /**
   * The number of events that were sealed long after they happened, and the longest delay. A change of an event before
   * its seal is not detected.
   */
  readonly late: { readonly leaves: number; readonly longestMs: number };
  /** The number of seals that equal a seal stored elsewhere. */
  readonly kept: number;
  /**
   * The number of the highest seal that was stored elsewhere. All events up to this seal are unchanged. A file about a
   * single recipient may still lack the recipient's last events.
   */
  readonly keptThrough: number;
  /** The first problems, as sentences; empty if the evidence is valid. */
  readonly problems: readonly string[];
  readonly moreProblems: number;
}
