import type { EraseInput, ForgottenPerson } from "@relance/spec";
import { textsIn } from "@relance/store-kit";
import { numberAt } from "../sql.ts";
import type { Work } from "../work.ts";
import { type EmptiedMatter, emptyMatter } from "./empty-matter.ts";
import { clearStrangers } from "./strangers.ts";

const BURY = `insert into tombstones (digest, at, actor, reason, through, until)
  values (?, ?, ?, ?, 0, (select coalesce(max(id), 0) from inbox))
  on conflict do update set through = 0, until = excluded.until`;

const MATTERS = `select p.id from people p join campaigns c on c.id = p.campaign
    where p.key = ?1 and p.person is null and c.tenant = ?2
  union select p.id from people p join campaigns c on c.id = p.campaign where p.person = ?1 and c.tenant = ?2`;

const REFUSED = `select r.id, r.contacts from refusals r join campaigns c on c.id = r.campaign
  where r.key = ? and c.tenant = ?`;

const EARLY = "delete from acknowledgements where enrollment = 0 and key = ? and tenant = ?";

/** What forgetting one person took out. */
export interface Forgotten {
  readonly matters: readonly EmptiedMatter[];
  readonly texts: readonly string[];
}

/** Forgets one person over all campaigns of the tenant, known or not: nobody of this key is taken from now on. */
export function forgetPerson(
  work: Work,
  { key, tenant, tombstones }: ForgottenPerson,
  { actor, reason }: Pick<EraseInput, "actor" | "reason">,
): Forgotten {
  const { sql } = work;
  const [tombstone] = tombstones;
  if (tombstone === undefined) throw new Error("somebody is forgotten under one index key at least");
  sql.run(BURY, tombstone, work.now, actor, reason);
  work.tombstoneAdded();
  const matters = sql
    .rows(MATTERS, key, tenant)
    .flatMap((row) => emptyMatter(work, numberAt(row, 0), tombstone) ?? []);
  const refused = sql.rows(REFUSED, key, tenant).flatMap((row) => {
    sql.run("update refusals set key = null, contacts = null, advice = '' where id = ?", numberAt(row, 0));
    return textsIn(row[1] as string | null);
  });
  sql.run(EARLY, key, tenant);
  const addresses = new Set([...matters.flatMap((matter) => matter.addresses), ...refused]);
  const strangers = [...addresses].flatMap((address) => clearStrangers(work, address));
  return { matters, texts: [key, ...matters.flatMap(({ texts }) => texts), ...refused, ...strangers] };
}
