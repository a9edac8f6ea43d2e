import { PHASE } from "@relance/rules";
import { type Contact, carriesReplies, type Plan } from "@relance/spec";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { hashesOf } from "./contact-hashes.ts";
import type { HotRow } from "./hot-row.ts";

const FIRST = 10;
const CODES = 90;

const SHARED = `select h.hash, h.enrollment from contact_hashes h where h.hash = any($1::bigint[]) order by h.hash`;
const TAKEN = `select id, code from enrollments where id = any($1::bigint[]) and phase > ${PHASE.idle} and code <> 0`;

/** Somebody who needs a code before the first message leaves. */
export interface Codeless {
  readonly row: HotRow;
  readonly plan: Plan;
  readonly contacts: readonly Contact[];
  readonly digests: readonly string[];
}

/** Two digits that no other open enrollment on the same phone has, so that `OK 47` names one of them. */
export async function giveCodes(work: Work, people: readonly Codeless[]): Promise<void> {
  const hashes = new Map(people.map((person) => [person.row.id, phonesOf(person)]));
  const others = await sharersOf(work, [...hashes.values()].flat());
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

/** Contacts over which the person can reply with a code. */
function phonesOf({ plan, contacts, digests }: Codeless): number[] {
  if (Object.keys(plan.reply).length === 0) return [];
  return hashesOf(digests.filter((_, place) => carriesReplies(contacts[place]?.channel)));
}

/** Everybody on phones that several people have, with the codes that they have. */
async function sharersOf(work: Work, hashes: readonly number[]): Promise<Map<number, Map<number, number>>> {
  const sharers = new Map<number, Map<number, number>>();
  if (hashes.length === 0) return sharers;
  for (const row of await work.sql.rows(SHARED, listOf([...new Set(hashes)]))) {
    const known = sharers.get(numberAt(row, 0)) ?? new Map<number, number>();
    sharers.set(numberAt(row, 0), known.set(numberAt(row, 1), 0));
  }
  const shared = [...sharers].filter(([, people]) => people.size > 1);
  if (shared.length === 0) return new Map();
  await work.context.driver.holdPhones(
    work.sql,
    shared.map(([hash]) => hash),
  );
  const ids = [...new Set(shared.flatMap(([, people]) => [...people.keys()]))];
  for (const row of await work.sql.rows(TAKEN, listOf(ids))) {
    for (const [, people] of shared) if (people.has(numberAt(row, 0))) people.set(numberAt(row, 0), numberAt(row, 1));
  }
  return new Map(shared);
}

function freeCode(wanted: number, taken: ReadonlySet<number>): number {
  for (let step = 0; step < CODES; step++) {
    const code = FIRST + ((wanted + step) % CODES);
    if (!taken.has(code)) return code;
  }
  return FIRST + wanted; // ninety open enrollments on one phone: the answer will be "ambiguous"
}
