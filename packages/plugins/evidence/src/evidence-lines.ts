import { dateOf, type EventDetails, type Ledger, type Store } from "@relance/spec";
import { EVIDENCE_VERSION, type EvidenceLine, type EvidencePerson } from "./evidence-line.ts";
import { commitment, type Leaf, leafOf, leafText } from "./leaf.ts";
import { inclusionProof, leafHashes } from "./merkle-tree.ts";
import { type SealedEntry, unpackContent } from "./seal-chain.ts";

/** Seals per read: some megabytes at most. */
const SEALS = 10;
const LEAVES = 1_000;

interface SealedLeaf {
  readonly leaf: Leaf;
  readonly row: EventDetails;
}

/**
 * The sealed evidence of a campaign, line by line: of all, or of one recipient with proofs and details. Reads the
 * current data: `verify` finds whether it is what was sealed.
 */
export async function* evidenceLines(
  store: Pick<Store, "eventDetails" | "seals">,
  { campaign, name, occurrence }: Pick<Ledger, "campaign" | "name" | "occurrence">,
  named?: { readonly enrollment: number; readonly key: string } | undefined,
): AsyncIterable<EvidenceLine> {
  const own = named === undefined ? undefined : await store.eventDetails({ enrollment: named.enrollment });
  const { now } = own ?? (await store.eventDetails({ ids: [] }));
  const person = named === undefined ? undefined : personOf(named, own?.rows ?? []);
  const madeAt = dateOf(now).toISOString();
  yield { evidence: EVIDENCE_VERSION, campaign: { name, occurrence }, madeAt, person };
  const wanted = own && new Set(own.rows.map(({ event }) => Number(event.id)));
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
      for await (const sealed of leavesOf(store, entries)) {
        if (wanted === undefined) {
          leaves += 1;
          yield { leaf: sealed.leaf };
        } else if (wanted.has(Number(sealed.leaf.event))) ours.push({ sealed, index: texts.length });
        if (wanted !== undefined) texts.push(leafText(sealed.leaf));
      }
      const hashes = leafHashes(texts);
      for (const { sealed, index } of ours) {
        leaves += 1;
        const proof = inclusionProof(hashes, index).map((hash) => Buffer.from(hash).toString("base64url"));
        yield { leaf: sealed.leaf, index, proof, details: detailsOf(sealed) };
      }
    }
    if (page.length < SEALS) break;
  }
  yield { end: { seals: after, leaves } };
}

function personOf(
  { enrollment, key }: { readonly enrollment: number; readonly key: string },
  rows: readonly EventDetails[],
): EvidencePerson {
  return { number: enrollment, key, salt: rows[0]?.salt };
}

/** The stored events of one seal, in order; deleted ones are missing. */
async function* leavesOf(
  store: Pick<Store, "eventDetails">,
  entries: readonly SealedEntry[],
): AsyncIterable<SealedLeaf> {
  for (let start = 0; start < entries.length; start += LEAVES) {
    const part = entries.slice(start, start + LEAVES);
    const { rows } = await store.eventDetails({ ids: part.map(({ event }) => event) });
    const commitments = new Map(part.map(({ event, commitment }) => [String(event), commitment]));
    for (const row of rows) yield { row, leaf: leafOf(row, commitments.get(row.event.id)) };
  }
}

/** Only details that still match: raw requests are erased before their recipients. */
function detailsOf({ leaf, row: { details, salt } }: SealedLeaf): Record<string, unknown> | undefined {
  if (details === undefined || salt === undefined) return undefined;
  if (commitment(salt, leaf.event, details) !== leaf.commitment) return undefined;
  return JSON.parse(details) as Record<string, unknown>;
}
