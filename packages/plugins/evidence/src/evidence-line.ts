import type { Seal } from "@relance/spec";
import type { Leaf } from "./leaf.ts";
import type { SealedCampaign } from "./seal-chain.ts";

/** What this version writes, and the only one it reads. */
export const EVIDENCE_VERSION = 1;

/** Whose record it is. */
export interface EvidencePerson {
  /** In the store. */
  readonly number: number;
  /** In the caller's system. */
  readonly key: string;
  /** In hex; opens the details. Absent = erased. */
  readonly salt?: string | undefined;
}

/** The first line of a file. */
export interface EvidenceHead {
  readonly evidence: number;
  readonly campaign: SealedCampaign;
  readonly madeAt: string;
  /** The record of one recipient. Absent = of all: every leaf of every seal stands here. */
  readonly person?: EvidencePerson | undefined;
}

/** A seal; its leaves follow, in their order. */
interface SealLine {
  readonly seal: Seal;
}

export interface LeafLine {
  readonly leaf: Leaf;
  /** One recipient's record: the place under the root, from 0, and the hashes that lead there, base64url. */
  readonly index?: number | undefined;
  readonly proof?: readonly string[] | undefined;
  /** What the leaf commits to. Only in the record of one recipient. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The last line: a file that was cut off has none. */
interface EndLine {
  readonly end: { readonly seals: number; readonly leaves: number };
}

/** One line of JSON. */
export type EvidenceLine = EvidenceHead | SealLine | LeafLine | EndLine;
