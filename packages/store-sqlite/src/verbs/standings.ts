import type { ForgottenPerson, PersonStanding } from "@relance/spec";
import type { StoreContext } from "../transaction/context.ts";

const BURIED = "select 1 from tombstones where digest = ?";

/** Whoever has a message of `send()` goes by `person`; `key` is that of the message. */
const HERE = `select 1 from people p join campaigns c on c.id = p.campaign
    where p.key = ?1 and p.person is null and c.tenant = ?2
  union all select 1 from people p join campaigns c on c.id = p.campaign where p.person = ?1 and c.tenant = ?2
  union all select 1 from refusals r join campaigns c on c.id = r.campaign where r.key = ?1 and c.tenant = ?2
  union all select 1 from acknowledgements where enrollment = 0 and key = ?1 and tenant = ?2
  limit 1`;

/** What there is of these people: whatever `erase` would look at by their key. */
export function standings({ sql }: StoreContext, people: readonly ForgottenPerson[]): PersonStanding[] {
  return people.map(({ key, tenant, tombstones }) => {
    if (tombstones.some((digest) => sql.row(BURIED, digest) !== undefined)) return "forgotten";
    return sql.row(HERE, key, tenant) === undefined ? "never" : "here";
  });
}
