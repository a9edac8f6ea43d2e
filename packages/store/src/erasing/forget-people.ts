import type { EraseInput } from "@relance/spec";
import { addressesIn, strangerNames } from "../people/forgotten.ts";
import { dropKeys } from "../people/person-keys.ts";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { clearRequests } from "./clear-requests.ts";
import { type EmptiedMatters, emptyMatters } from "./empty-matters.ts";
import { findMatters, namesOf } from "./find-matters.ts";
import { renameRefs } from "./rename-refs.ts";
import { clearFound, clearStrangers } from "./strangers.ts";

const BURY = `insert into tombstones (digest, at, actor, reason, through, until)
  select distinct u.digest, $2::bigint, $3, $4, 0, (select coalesce(max(id), 0) from inbox)
  from unnest($1::text[]) u (digest) where true
  on conflict (digest) do update set through = 0, until = excluded.until`;

const REFUSED = `select r.id, r.contacts, r.digests from refusals r join campaigns c on c.id = r.campaign
  join unnest($1::text[], $2::text[]) u (key, tenant) on u.key = r.key and u.tenant = c.tenant`;
const CLEAR_REFUSED =
  "update refusals set key = null, contacts = null, digests = null, advice = '' where id = any($1::bigint[])";
const EARLY = `delete from acknowledgements where enrollment = 0
  and (key, tenant) in (select u.key, u.tenant from unnest($1::text[], $2::text[]) u (key, tenant))`;

/** What forgetting some people took out. */
export interface ForgottenPeople extends EmptiedMatters {
  readonly enrollments: number;
}

/**
 * Forgets people over all campaigns of their tenants, known or not: nobody of these keys is taken from now on. Nobody is
 * enrolled meanwhile, so that a row and the wish to be forgotten cannot pass each other.
 */
export async function forgetPeople(work: Work, input: EraseInput): Promise<ForgottenPeople> {
  const { actor, reason } = input;
  const people = input.people.filter(({ key }) => !key.includes("\0"));
  if (people.length === 0) return { enrollments: 0, cancelled: 0, texts: [], keys: [] };
  const { sql } = work;
  await work.context.driver.holdArrivals(work.sql, "alone");
  const [keys, tenants, tombstones] = namesOf(people);
  const found = await findMatters(sql, people);
  const emptied = await emptyMatters(work, found);
  await renameRefs(work, input.refs ?? []);
  await sql.run(BURY, tombstones, work.now, actor, reason); // behind whoever held these people: all they stored is seen
  const refused = await sql.rows(REFUSED, keys, tenants);
  await sql.run(CLEAR_REFUSED, listOf(refused.map((row) => numberAt(row, 0))));
  await sql.run(EARLY, keys, tenants);
  await clearRequests(work, people);
  const contacts = [
    ...found.flatMap((matter) => strangerNames(matter.contacts, matter.digests)),
    ...refused.flatMap((row) => strangerNames(row[1] as string | null, row[2] as string | null)),
  ];
  const strangers = await clearStrangers(work, contacts);
  const read = await clearFound(work, input.unplaced ?? []);
  const unusable = refused.map((row) => row[1] as string | null);
  const dropped = [...emptied.keys, ...(await dropKeys(sql, unusable)), ...strangers.keys];
  const said = [...emptied.texts, ...unusable.flatMap(addressesIn), ...strangers.texts, ...read];
  const { cancelled } = emptied;
  const texts = [...people.map(({ key }) => key), ...said];
  return { enrollments: found.length, cancelled, keys: dropped, texts };
}
