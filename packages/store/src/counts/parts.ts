import { slicePart } from "@relance/rules";
import type { KeptContact } from "@relance/spec";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** In random order the large parts come first; what comes after so many is counted together. */
const MOST_PARTS = 64;

const KNOWN = "select part from parts where campaign = $1";
const ADD = `insert into parts (campaign, part) select $1, u.part from unnest($2::int[]) u (part) where true
  on conflict do nothing`;

/** An address that a message may go to. */
export interface PartAddress extends KeptContact {
  readonly campaign: number;
}

/** The number of the part an address belongs to; 0 = one of the many small ones. */
export type PartOf = (address: PartAddress) => number;

/** Finds the parts of these addresses, and adds those that a campaign does not have yet. */
export async function partsOf(work: Work, addresses: readonly PartAddress[]): Promise<PartOf> {
  const parts = new Map<number, ReadonlySet<number>>();
  for (const [campaign, own] of Map.groupBy(addresses, (one) => one.campaign)) {
    const names = new Set(own.map(partName));
    names.delete("");
    parts.set(campaign, await partsOfCampaign(work, campaign, [...names].sort()));
  }
  return (one) => {
    const word = work.words.find(partName(one));
    return parts.get(one.campaign)?.has(word) ? word : 0;
  };
}

function partName({ channel, address, part }: PartAddress): string {
  return part ?? slicePart(channel, address);
}

async function partsOfCampaign(
  work: Work,
  campaign: number,
  names: readonly string[],
): Promise<ReadonlySet<number>> {
  const { parts } = work.context;
  const kept = parts.get(campaign) ?? new Set();
  await work.words.load(names);
  if (kept.size >= MOST_PARTS || names.every((name) => kept.has(work.words.find(name)))) return kept;
  const known = new Set((await work.sql.rows(KNOWN, campaign)).map((row) => numberAt(row, 0)));
  const missing = names.filter((name) => !known.has(work.words.find(name)));
  const added = missing.slice(0, Math.max(0, MOST_PARTS - known.size));
  await work.words.need(added);
  const ids = added.map((name) => work.words.idOf(name)).sort((a, b) => a - b); // one order: no deadlock
  if (ids.length > 0) await work.sql.run(ADD, campaign, listOf(ids));
  const all = new Set([...known, ...ids]);
  work.afterCommit(() => parts.set(campaign, all));
  return all;
}
