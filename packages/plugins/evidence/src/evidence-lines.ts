import { commitment, leafHashes, sealedText } from "@relance/rules";
import { type EventDetails, type Ledger, type Seal, type SealableEvent, type Store, toDate } from "@relance/spec";
import { inclusionProof } from "./merkle-tree.ts";
import { type SealedCampaign, type SealedEntry, unpackContent } from "./seal-chain.ts";

/** The number of seals per query. A result with ten seals has only a few megabytes. */
const SEALS = 10;
const LEAVES = 1_000;

interface SealedLeaf {
  /** JSON of the {@link Leaf}. */
  readonly text: string;
  readonly made: string | undefined;
  readonly row: EventDetails;
}

/**
 * Yields the lines of an evidence file: of the whole campaign, or of one recipient with proofs and details. The file
 * contains events as they are stored now, so that `verify` can compare them with the seals.
 */
export async function* evidenceLines(
  store: Pick<Store, "eventDetails" | "seals">,
  { campaign, name, occurrence }: Pick<Ledger, "campaign" | "name" | "occurrence">,
  named?: { readonly enrollment: number; readonly key: string } | undefined,
): AsyncIterable<EvidenceLine> {
  const own = named === undefined ? undefined : await store.eventDetails({ enrollment: named.enrollment });
  const { now } = own ?? (await store.eventDetails({ ids: [] }));
  const person = named === undefined ? undefined : findPerson(named, own?.rows ?? []);
  const madeAt = toDate(now).toISOString();
  yield { evidence: EVIDENCE_VERSION, campaign: { name, occurrence }, madeAt, person };
  const wanted = own && new Set(own.rows.map(({ id }) => id));
  let after = 0;
  let leaves = 0;
  for (;;) {
    const page = await store.seals({ campaign, after, limit: SEALS });
    for (const { campaign: _, content, ...seal } of page) {
      after = seal.number;
      yield { seal };
      const entries = unpackContent(content);
      if (wanted !== undefined && !entries.some(({ event }) => wanted.has(event))) continue;
      const texts: string[] = [];
      const ours: { readonly sealed: SealedLeaf; readonly index: number }[] = [];
      for await (const sealed of readLeaves(store, entries)) {
        if (wanted === undefined) {
          leaves += 1;
          yield { leaf: leafIn(sealed) };
        } else if (wanted.has(sealed.row.id)) ours.push({ sealed, index: texts.length });
        if (wanted !== undefined) texts.push(sealed.text);
      }
      const hashes = leafHashes(texts);
      for (const { sealed, index } of ours) {
        leaves += 1;
        const proof = inclusionProof(hashes, index).map((hash) => Buffer.from(hash).toString("base64url"));
        yield { leaf: leafIn(sealed), index, proof, details: parseDetails(sealed) };
      }
    }
    if (page.length < SEALS) break;
  }
  yield { end: { seals: after, leaves } };
}

function findPerson(
  { enrollment, key }: { readonly enrollment: number; readonly key: string },
  rows: readonly EventDetails[],
): EvidencePerson {
  return { number: enrollment, key, salt: rows.find(({ salt }) => salt !== undefined)?.salt };
}

function leafIn({ text }: SealedLeaf): Leaf {
  return JSON.parse(text) as Leaf;
}

/** Reads the events of one seal from the store, in the order of the seal. Deleted events are missing. */
async function* readLeaves(
  store: Pick<Store, "eventDetails">,
  entries: readonly SealedEntry[],
): AsyncIterable<SealedLeaf> {
  for (let start = 0; start < entries.length; start += LEAVES) {
    const part = entries.slice(start, start + LEAVES);
    const { rows } = await store.eventDetails({ ids: part.map(({ event }) => event) });
    const commitments = new Map(part.map(({ event, commitment }) => [event, commitment]));
    for (const row of rows) {
      const made = commitments.get(row.id);
      yield { row, made, text: sealedText(row.leaf, made) };
    }
  }
}

/** Returns the details of an event if they match the sealed commitment. Erased raw requests do not match. */
function parseDetails({ made, row: { id, details, salt } }: SealedLeaf): Record<string, unknown> | undefined {
  if (details === undefined || salt === undefined) return undefined;
  if (commitment(salt, String(id), details) !== made) return undefined;
  return JSON.parse(details) as Record<string, unknown>;
}

/** The format version of evidence files. Only files with this version are accepted. */
export const EVIDENCE_VERSION = 1;

export interface EvidencePerson {
  /** Number in the store. */
  readonly number: number;
  /** The key with which your system identifies the recipient. */
  readonly key: string;
  /** The recipient's salt in hex, which verification of the details needs; absent if the salt was erased. */
  readonly salt?: string | undefined;
}

/** The first line of an evidence file. */
export interface EvidenceHead {
  readonly evidence: number;
  readonly campaign: SealedCampaign;
  readonly madeAt: string;
  /** The recipient of the file; absent if the file contains the whole campaign. */
  readonly person?: EvidencePerson | undefined;
}

/** One seal. In the file, its leaves follow. */
interface SealLine {
  readonly seal: Seal;
}

/** An event in its sealed form. Identifying data are commitments, so a leaf can be kept after an erasure. */
export interface Leaf extends SealableEvent {
  /** Commitment to the event's details; absent if the event had no details, or if they were erased before sealing. */
  readonly commitment?: string | undefined;
}

/** Returns the text that is hashed for this leaf. */
export function leafText(leaf: Leaf): string {
  return JSON.stringify(leaf);
}

export interface LeafLine {
  readonly leaf: Leaf;
  /** Only in a file about one recipient: the leaf's index in the tree, and the hashes from leaf to root (`proof`). */
  readonly index?: number | undefined;
  readonly proof?: readonly string[] | undefined;
  /** The details, which must match `commitment`; only in a file about one recipient. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

interface EndLine {
  readonly end: { readonly seals: number; readonly leaves: number };
}

export type EvidenceLine = EvidenceHead | SealLine | LeafLine | EndLine;
