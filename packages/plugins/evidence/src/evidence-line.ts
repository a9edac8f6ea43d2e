import type { Seal, SealableEvent } from "@relance/spec";
import type { SealedCampaign } from "./seal-chain.ts";

/** The version of the evidence format. Files of other versions are refused. */
export const EVIDENCE_VERSION = 1;

/** The recipient of a record. */
export interface EvidencePerson {
  /** Number in the store. */
  readonly number: number;
  /** The recipient's key in the caller's system. */
  readonly key: string;
  /** The recipient's salt in hex, which verifies the details; absent if it was erased. */
  readonly salt?: string | undefined;
}

/** The first line of an evidence file. */
export interface EvidenceHead {
  readonly evidence: number;
  readonly campaign: SealedCampaign;
  readonly madeAt: string;
  /** The recipient if the file is about one recipient; absent if the file contains all leaves of each seal. */
  readonly person?: EvidencePerson | undefined;
}

/** A seal; its leaves follow in order. */
interface SealLine {
  readonly seal: Seal;
}

/** One event in sealed form. A leaf contains identifying data only as a commitment, so it may outlive the data. */
export interface Leaf extends SealableEvent {
  /** Commitment to the event's details; absent if the event has no details, or they were erased before the seal. */
  readonly commitment?: string | undefined;
}

/** Returns the text whose hash is the leaf's hash. */
export function leafText(leaf: Leaf): string {
  return JSON.stringify(leaf);
}

export interface LeafLine {
  readonly leaf: Leaf;
  /** In evidence about one recipient: the leaf's index under the root; `proof` = the hashes up to the root. */
  readonly index?: number | undefined;
  readonly proof?: readonly string[] | undefined;
  /** The details that the leaf commits to, only in the record of one recipient. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The last line of a complete file. */
interface EndLine {
  readonly end: { readonly seals: number; readonly leaves: number };
}

export type EvidenceLine = EvidenceHead | SealLine | LeafLine | EndLine;
