import { PHASE } from "@relance/rules";
import { type Contact, carriesReplies, type Plan } from "@relance/spec";
import type { HotRow } from "../rows/hot-row.ts";
import { lookupHash } from "../rows/lookup-hash.ts";
import { numberAt } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";
import { sharersOf } from "./contact-hashes.ts";

const FIRST = 10;
const CODES = 90;

const TAKEN = `select id, code from enrollments where id = any($1::bigint[]) and phase > ${PHASE.idle} and code <> 0`;

export interface Codeless {
  readonly row: HotRow;
  readonly plan: Plan;
  readonly contacts: readonly Contact[];
  readonly digests: readonly string[];
}

/** Assigns two digits that are unique among the open enrollments of a phone number, as in `OK 47`. */
export async function giveCodes(work: Work, people: readonly Codeless[]): Promise<void> {
  const hashes = new Map(people.map((person) => [person.row.id, phonesOf(person)]));
  const others = await codesOn(work, [...hashes.values()].flat());
  for (const { row } of people) {
    const taken = new Set<number>();
    for (const hash of hashes.get(row.id) ?? []) {
      for (const [id, code] of others.get(hash) ?? []) {
        if (id !== row.id) taken.add(work.rows.get(id)?.code ?? code);
      }
    }
    row.code = freeCode(row.sendOrder % CODES, taken);
  }
}

function phonesOf({ plan, contacts, digests }: Codeless): number[] {
  if (Object.keys(plan.reply).length === 0) return [];
  return digests.filter((_, place) => carriesReplies(contacts[place]?.channel)).map(lookupHash);
}

async function codesOn(work: Work, hashes: readonly number[]): Promise<Map<number, ReadonlyMap<number, number>>> {
  const shared = [...(await sharersOf(work.sql, hashes))].filter(([, people]) => people.size > 1);
  if (shared.length === 0) return new Map();
  const phones = shared.map(([hash]) => hash);
  await work.context.driver.holdPhones(work.sql, phones);
  const ids = [...new Set(shared.flatMap(([, people]) => [...people]))];
  const codes = new Map((await work.sql.rows(TAKEN, ids)).map((row) => [numberAt(row, 0), numberAt(row, 1)]));
  return new Map(shared.map(([hash, people]) => [hash, new Map([...people].map((id) => [id, codes.get(id) ?? 0]))]));
}

function freeCode(wanted: number, taken: ReadonlySet<number>): number {
  for (let step = 0; step < CODES; step++) {
    const code = FIRST + ((wanted + step) % CODES);
    if (!taken.has(code)) return code;
  }
  return FIRST + wanted; // all ninety codes of this number are in use: replies will be "ambiguous"
}
