import { masterKeysIn } from "@relance/spec";
import type { StoreContext } from "../transaction/context.ts";

/** Table, how ciphertexts begin in it, and where there are some: as in the indexes, word for word. */
const PLACES = [
  ["person_keys", "substr(wrapped, 1, 13)", "substr(wrapped, 1, 4) = '~1.m'"],
  ["outbox", "substr(address, 1, 13)", "substr(address, 1, 4) = '~1.m'"],
  ["raw", "substr(bytes, 1, 13)", "substr(bytes, 1, 4) = x'7e312e6d'"],
  ["inbox", `substr(item, instr(item, '"from":"~1.m') + 8, 13)`, `instr(item, '"from":"~1.m') > 0`],
  ["inbox", `substr(item, instr(item, '"detail":"~1.m') + 10, 13)`, `instr(item, '"detail":"~1.m') > 0`],
] as const;

/** From each beginning to the next one: as many look-ups as there are master keys, however many rows. */
const STATEMENTS = PLACES.map(([table, start, isThere]) => {
  const next = (and: string) =>
    `(select ${start} from ${table} where ${isThere} ${and} order by ${start} limit 1)`;
  return `with recursive found (start) as (select ${next("")} union all
    select ${next(`and ${start} > found.start`)} from found where found.start is not null)
    select cast(start as text) from found where start is not null`;
});

/** Marks of the master keys under which something is encrypted. */
export function masterKeys({ sql }: StoreContext): string[] {
  return masterKeysIn(STATEMENTS.flatMap((statement) => sql.rows(statement).map(([start]) => String(start))));
}
