import type { ContactStanding } from "@relance/spec";
import { LOOKUP } from "../people/lookups.ts";
import type { StoreContext } from "../transaction/context.ts";

const RULE = "select 1 from suppressions where digest = ? and lifted_at is null limit 1";
const HOLDER = "select 1 from people where id = ? and instr(' ' || digests || ' ', ' ' || ? || ' ') > 0";

/** What is known of contacts, by their keyed hashes. A lookup names whom a hash may lead to; the whole digest decides. */
export function known({ sql, lookups }: StoreContext, digests: readonly string[]): ContactStanding[] {
  return digests.map((digest) => {
    if (sql.row(RULE, digest) !== undefined) return "forbidden";
    const isHeld = lookups
      .find(LOOKUP.contact, digest)
      .some((id) => sql.row(HOLDER, id, digest) !== undefined);
    return isHeld ? "held" : "unknown";
  });
}
