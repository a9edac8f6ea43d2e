import type { AcknowledgeTarget, EnrollRow, ForgottenPerson, KeptRefusal, StoreRequest } from "@relance/spec";
import { chainFrom, numbersIn, pluck, type Sql, type StoredRow } from "../rows/sql.ts";
import type { KnownPerson } from "./changing-contacts.ts";

const NAMING = `select id, body from requests where exists (select 1 from unnest($1::text[]) k (key)
  where strpos(body, k.key) > 0) order by id`;

/** Finds requests that may name one of these keys. The caller checks whether a request really does. */
export async function requestsNaming(
  sql: Sql,
  people: readonly ForgottenPerson[],
  mode: "to read" | "to change",
): Promise<{ readonly id: number; readonly request: StoreRequest }[]> {
  const quoted = [...new Set(people.map(({ key }) => JSON.stringify(key)))];
  const statement = mode === "to change" ? `${NAMING} for update` : NAMING;
  const rows = await sql.all<StoredRow<"id", "body">>(statement, quoted);
  return rows.map(({ id, body }) => ({ id, request: JSON.parse(body) as StoreRequest }));
}

export function isAbout(request: StoreRequest, person: ForgottenPerson): boolean {
  switch (request.verb) {
    case "acknowledge":
      return request.items.some(({ target }) => isTarget(target, person));
    case "enroll":
    case "send":
      return [...request.chunk.rows, ...request.chunk.refused].some((row) => belongsTo(row, person));
    case "reschedule":
      return request.input.rows.some((row) => belongsTo(row, person));
    case "remove":
      return request.tenant === person.tenant && request.input.keys.includes(person.key);
    default:
      return false;
  }
}

export function isTarget(target: AcknowledgeTarget, { key, tenant }: ForgottenPerson): boolean {
  return "key" in target && target.key === key && target.tenant === tenant;
}

/** True if the row belongs to the recipient. The row does not name its tenant, so keyed hashes are compared. */
export function belongsTo(
  row: (EnrollRow | KeptRefusal) & { readonly person?: string | undefined },
  { key, tombstones }: ForgottenPerson,
): boolean {
  if ((row.person ?? row.key) !== key) return false;
  return row.tombstones === undefined || row.tombstones.some((digest) => tombstones.includes(digest));
}

const CHAIN = `${chainFrom("select last_attempt from enrollments where id = any($1::bigint[]) and last_attempt <> 0")}
  select id from chain`;

export async function findAttempts(sql: Sql, enrollments: readonly number[]): Promise<number[]> {
  if (enrollments.length === 0) return [];
  return numbersIn(await sql.rows(CHAIN, enrollments));
}

export type FoundEnrollment = KnownPerson & StoredRow<"import", "tombstone" | "key", "person">;

/** SQL: the enrollments (`p`) of the recipients `u`. Recipients of `send()` are found by `person`, not by `key`. */
const enrolledAs = (columns: string): string => `select ${columns} from u join people p on p.key = u.key
    and p.person is null ${OF_TENANT} union all select ${columns} from u join people p on p.person = u.key ${OF_TENANT}`;
const OF_TENANT = "join campaigns c on c.id = p.campaign and c.tenant = u.tenant";

export const REFUSED_AS =
  "u join refusals r on r.key = u.key join campaigns c on c.id = r.campaign and c.tenant = u.tenant";

const FIND = `with u as (select * from unnest($1::text[], $2::text[], $3::text[]) u (key, tenant, tombstone))
  ${enrolledAs("p.id, u.tombstone, p.key, p.person, p.import, p.contacts, p.digests")}`;

export const HERE: string = `with u as (select * from unnest($1::text[], $2::text[]) with ordinality u (key, tenant, place))
  ${enrolledAs("u.place")} union all select u.place from ${REFUSED_AS}
  union all select u.place from u join acknowledgements a on a.enrollment = 0 and a.key = u.key and a.tenant = u.tenant`;

export async function findEnrollments(sql: Sql, people: readonly ForgottenPerson[]): Promise<FoundEnrollment[]> {
  return sql.all<FoundEnrollment>(FIND, ...splitNames(people));
}

export function splitNames(people: readonly ForgottenPerson[]): readonly [string[], string[], string[]] {
  return [pluck(people, "key"), pluck(people, "tenant"), people.map(({ tombstones }) => tombstones[0] ?? "")];
}
