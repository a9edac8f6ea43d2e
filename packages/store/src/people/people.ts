import type { EnrollRow } from "@relance/spec";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** A row of the audience with the number that it gets if its key is new. */
export interface NewPerson {
  readonly id: number;
  /** The legal end. */
  readonly until: number;
  /** One a contact, separated by blanks. */
  readonly digests: string;
  readonly row: EnrollRow;
}

/** In the order of keys: two imports that share people never wait for each other in a circle. */
const INSERT = `insert into people (campaign, import, id, deadline, line, key, contacts, digests, variables,
    locale, timezone, person)
  select $1, $2, u.* from unnest($3::bigint[], $4::bigint[], $5::int[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::text[], $12::text[]) u (id, deadline, line, key, contacts, digests,
    variables, locale, timezone, person)
  order by u.key collate "C", u.id
  on conflict (key, campaign) do nothing returning id`;

/** Writes people whose key is new to the campaign. Answers their numbers. */
export async function insertPeople(
  work: Work,
  campaign: number,
  source: number,
  people: readonly NewPerson[],
): Promise<ReadonlySet<number>> {
  if (people.length === 0) return new Set();
  const rows = await work.sql.rows(
    INSERT,
    campaign,
    source,
    listOf(people.map(({ id }) => id)),
    listOf(people.map(({ until }) => until)),
    listOf(people.map(({ row }) => row.line)),
    listOf(people.map(({ row }) => row.key)),
    listOf(people.map(({ row }) => JSON.stringify(row.contacts))),
    listOf(people.map(({ digests }) => digests)),
    listOf(people.map(({ row }) => JSON.stringify(row.variables))),
    listOf(people.map(({ row }) => row.locale ?? null)),
    listOf(people.map(({ row }) => row.timezone ?? null)),
    listOf(people.map(({ row }) => row.person ?? null)),
  );
  return new Set(rows.map((row) => numberAt(row, 0)));
}
