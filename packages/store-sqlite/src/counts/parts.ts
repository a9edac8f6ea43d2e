import { slicePart } from "@relance/rules";
import type { KeptContact } from "@relance/spec";
import type { Work } from "../transaction/work.ts";

/** In random order the large parts come first; what comes after so many is counted together. */
const MOST_PARTS = 64;

/** The number of the part an address belongs to; 0 = one of the many small ones. */
export function partOf(work: Work, campaign: number, contact: KeptContact): number {
  const name = contact.part ?? slicePart(contact.channel, contact.address);
  if (name === "") return 0;
  const known = work.context.parts.get(campaign) ?? read(work, campaign);
  const word = work.context.words.find(name);
  if (word !== 0 && known.has(word)) return word;
  if (known.size >= MOST_PARTS) return 0;
  const part = work.word(name);
  work.sql.run("insert into parts (campaign, part) values (?, ?) on conflict do nothing", campaign, part);
  known.add(part);
  return part;
}

function read(work: Work, campaign: number): Set<number> {
  const parts = new Set(
    work.sql.rows("select part from parts where campaign = ?", campaign).map((row) => row[0] as number),
  );
  work.context.parts.set(campaign, parts);
  return parts;
}
