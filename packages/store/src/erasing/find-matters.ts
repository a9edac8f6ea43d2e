import type { ForgottenPerson } from "@relance/spec";
import { type List, listOf, type Sql } from "../transaction/sql.ts";

/** One matter of somebody who is to be forgotten, as it stands beside the hot row. */
export interface FoundMatter {
  readonly id: number;
  readonly tombstone: string;
  readonly key: string;
  readonly person: string | null;
  readonly import: number;
  /** JSON. */
  readonly contacts: string;
  readonly digests: string;
  /** JSON. */
  readonly variables: string;
}

const FIND = `with u as (select * from unnest($1::text[], $2::text[], $3::text[]) u (key, tenant, tombstone))
  select p.id, u.tombstone, p.key, p.person, p.import, p.contacts, p.digests, p.variables
    from u join people p on p.key = u.key and p.person is null
    join campaigns c on c.id = p.campaign and c.tenant = u.tenant
  union all select p.id, u.tombstone, p.key, p.person, p.import, p.contacts, p.digests, p.variables
    from u join people p on p.person = u.key join campaigns c on c.id = p.campaign and c.tenant = u.tenant`;

/** Everything that these people are enrolled in, in all campaigns of their tenants. */
export async function findMatters(sql: Sql, people: readonly ForgottenPerson[]): Promise<FoundMatter[]> {
  return sql.all<FoundMatter>(FIND, ...namesOf(people));
}

/** Keys, tenants and tombstones as three arrays. */
export function namesOf(people: readonly ForgottenPerson[]): readonly [List, List, List] {
  return [
    listOf(people.map(({ key }) => key)),
    listOf(people.map(({ tenant }) => tenant)),
    listOf(people.map(({ tombstones }) => tombstones[0] ?? "")),
  ];
}
