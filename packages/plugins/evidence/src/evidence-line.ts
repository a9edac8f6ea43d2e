import type { Seal } from "@relance/spec";
import type { Leaf } from "./leaf.ts";
import type { SealedCampaign } from "./seal-chain.ts";

/** The only format version written and read. */
export const EVIDENCE_VERSION = 1;

/** The recipient of a record. */
export interface EvidencePerson {
  /** Number in the store. */
  readonly number: number;
  /** Key in the caller's system. */
  readonly key: string;
  /** The recipient's salt in hex, which verifies the details. Absent = erased. */
  readonly salt?: string | undefined;
}

/** The first line of a file. */
export interface EvidenceHead {
  readonly evidence: number;
  readonly campaign: SealedCampaign;
  readonly madeAt: string;
  /** The record of one recipient. Absent = all leaves of every seal. */
  readonly person?: EvidencePerson | undefined;
}

/** A seal; its leaves follow, in order. */
interface SealLine {
  readonly seal: Seal;
}

export interface LeafLine {
  readonly leaf: Leaf;
  /** In one recipient's record: the index under the root, and the hashes that lead there, base64url. */
  readonly index?: number | undefined;
  readonly proof?: readonly string[] | undefined;
  /** The committed details. Only in the record of one recipient. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The last line; a truncated file lacks it. */
interface EndLine {
  readonly end: { readonly seals: number; readonly leaves: number };
}

/** One line of JSON. */
export type EvidenceLine = EvidenceHead | SealLine | LeafLine | EndLine;
