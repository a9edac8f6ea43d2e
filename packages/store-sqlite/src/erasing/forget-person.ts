import type { EraseInput, ForgottenPerson, PersonKey } from "@relance/spec";
import { addressesIn, strangerNames } from "@relance/store";
import { dropKeys } from "../people/person-keys.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { type EmptiedMatter, emptyMatter } from "./empty-matter.ts";
import { clearStrangers } from "./strangers.ts";

const BURY = `insert into tombstones (digest, at, actor, reason, through, until)
  values (?, ?, ?, ?, 0, (select coalesce(max(id), 0) from inbox))
  on conflict do update set through = 0, until = excluded.until`;

/** Numbers of the matters of the person of key ?1 in tenant ?2. */
export const MATTERS = `select p.id from people p join campaigns c on c.id = p.campaign
    where p.key = ?1 and p.person is null and c.tenant = ?2
  union select p.id from people p join campaigns c on c.id = p.campaign where p.person = ?1 and c.tenant = ?2`;

/** The same of rows that were refused. */
export const REFUSED = `select r.id, r.contacts, r.digests from refusals r join campaigns c on c.id = r.campaign
  where r.key = ? and c.tenant = ?`;

const CLEAR_REFUSED =
  "update refusals set key = null, contacts = null, digests = null, advice = '' where id = ?";

const EARLY = "delete from acknowledgements where enrollment = 0 and key = ? and tenant = ?";

/** What forgetting one person took out. */
export interface Forgotten {
  readonly matters: readonly EmptiedMatter[];
  readonly texts: readonly string[];
  readonly keys: readonly PersonKey[];
}

interface RefusedContacts {
  readonly id: number;
  readonly contacts: string | null;
  readonly digests: string | null;
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
  const refused = sql.all<RefusedContacts>(REFUSED, key, tenant);
  const refusedKeys = refused.flatMap(({ id, contacts }) => {
    sql.run(CLEAR_REFUSED, id);
    return dropKeys(sql, contacts);
  });
  sql.run(EARLY, key, tenant);
  const contacts = [
    ...matters.flatMap((matter) => matter.contacts),
    ...refused.flatMap((row) => strangerNames(row.contacts, row.digests)),
  ];
  const strangers = clearStrangers(work, contacts);
  const unusable = refused.flatMap((row) => addressesIn(row.contacts));
  return {
    matters,
    texts: [key, ...matters.flatMap(({ texts }) => texts), ...unusable, ...strangers.texts],
    keys: [...matters.flatMap(({ keys }) => keys), ...refusedKeys, ...strangers.keys],
  };
}
