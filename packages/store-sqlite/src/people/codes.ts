import type { Contact, Plan } from "@relance/spec";
import type { HotRow } from "@relance/store";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { LOOKUP } from "./lookups.ts";

const FIRST = 10;
const CODES = 90;

const TAKEN = "select code from enrollments where id = ? and phase > 0";

/** Two digits that no other open enrollment on the same phone has, so that `OK 47` names one of them (R9). */
export function giveCode(
  work: Work,
  row: HotRow,
  plan: Plan,
  contacts: readonly Contact[],
  digests: string,
): number {
  const wanted = row.ord % CODES;
  const hasPhone = contacts.some(({ channel }) => channel === "sms");
  if (!hasPhone || Object.keys(plan.reply).length === 0) return FIRST + wanted; // nobody can reply with it
  const taken = new Set<number>();
  for (const [index, digest] of digests.split(" ").entries()) {
    if (contacts[index]?.channel !== "sms") continue;
    for (const other of work.context.lookups.find(LOOKUP.contact, digest)) {
      const found = other === row.id ? undefined : work.sql.row(TAKEN, other);
      if (found !== undefined) taken.add(numberAt(found, 0));
    }
  }
  for (let step = 0; step < CODES; step++) {
    const code = FIRST + ((wanted + step) % CODES);
    if (!taken.has(code)) return code;
  }
  return FIRST + wanted; // ninety open matters on one phone: the answer will be "ambiguous"
}
