import type { AcknowledgeTarget, EnrollRow, ForgottenPerson, KeptRefusal, StoreRequest } from "@relance/spec";
import { listOf, type Sql } from "../transaction/sql.ts";

const NAMING = `select id, body from requests where exists (select 1 from unnest($1::text[]) k (key)
  where strpos(body, k.key) > 0) order by id`;

/** What a caller left in a transaction of its own, waiting or set aside. */
export interface WaitingRequest {
  readonly id: number;
  readonly request: StoreRequest;
}

/** Requests in whose text one of these people's keys stands; whether they are about the person is another question. */
export async function requestsNaming(
  sql: Sql,
  people: readonly ForgottenPerson[],
  mode: "to read" | "to change",
): Promise<WaitingRequest[]> {
  const quoted = [...new Set(people.map(({ key }) => JSON.stringify(key)))];
  const statement = mode === "to change" ? `${NAMING} for update` : NAMING;
  const rows = await sql.all<{ id: number; body: string }>(statement, listOf(quoted));
  return rows.map(({ id, body }) => ({ id, request: JSON.parse(body) as StoreRequest }));
}

/** True where carrying it out would bring something of this person. */
export function isAbout(request: StoreRequest, person: ForgottenPerson): boolean {
  switch (request.verb) {
    case "acknowledge":
      return request.items.some(({ target }) => isTarget(target, person));
    case "enroll":
    case "send":
      return [...request.chunk.rows, ...request.chunk.refused].some((row) => isRowOf(row, person));
    default:
      return false;
  }
}

export function isTarget(target: AcknowledgeTarget, { key, tenant }: ForgottenPerson): boolean {
  return "key" in target && target.key === key && target.tenant === tenant;
}

/** A row names no tenant; its tombstones are those of one. */
export function isRowOf(
  row: (EnrollRow | KeptRefusal) & { readonly person?: string | undefined },
  { key, tombstones }: ForgottenPerson,
): boolean {
  if ((row.person ?? row.key) !== key) return false;
  return row.tombstones === undefined || row.tombstones.some((digest) => tombstones.includes(digest));
}
