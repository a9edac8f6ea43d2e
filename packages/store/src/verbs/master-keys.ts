import { masterKeysIn } from "@relance/spec";
import type { Reading } from "../transaction/reading.ts";

/** Table, how ciphertexts begin in it, and where there are some: as in the indexes, word for word. */
const PLACES = [
  ["person_keys", "substr(wrapped, 1, 13)", "substr(wrapped, 1, 4) = '~1.m'"],
  ["outbox", "substr(address, 1, 13)", "substr(address, 1, 4) = '~1.m'"],
  ["raw", "substr(bytes, 1, 13)", "substr(bytes, 1, 4) = '\\x7e312e6d'::bytea"],
  ["inbox", `substr(item, strpos(item, '"from":"~1.m') + 8, 13)`, `strpos(item, '"from":"~1.m') > 0`],
  ["inbox", `substr(item, strpos(item, '"detail":"~1.m') + 10, 13)`, `strpos(item, '"detail":"~1.m') > 0`],
] as const;

/** From each beginning to the next one: as many look-ups as there are master keys, however many rows. */
const STATEMENTS = PLACES.map(([table, start, isThere]) => {
  const next = (and: string) =>
    `(select ${start} from ${table} where ${isThere} ${and} order by ${start} limit 1)`;
  return `with recursive found (start) as (select ${next("")} union all
    select ${next(`and ${start} > found.start`)} from found where found.start is not null)
    select start from found where start is not null`;
});

/** What callers left in their own transactions: a few, which were not carried out yet or stand aside. */
const textOf = (start: unknown): string =>
  start instanceof Uint8Array ? Buffer.from(start).toString("latin1") : String(start);

const WAITING = "select body from requests";
const WRAPPED = /"personKey":\{"name":"[A-Za-z0-9_-]{16}","wrapped":"(~1\.m[A-Za-z0-9_-]{8}\.)/g;

/** Marks of the master keys under which something is encrypted. */
export async function masterKeys({ sql }: Reading): Promise<string[]> {
  const starts: string[] = [];
  for (const statement of STATEMENTS)
    for (const [start] of await sql.rows(statement)) starts.push(textOf(start));
  for (const [body] of await sql.rows(WAITING))
    for (const [, start = ""] of String(body).matchAll(WRAPPED)) starts.push(start);
  return masterKeysIn(starts);
}
