import type { ContactStanding } from "@relance/spec";
import { lookupHash } from "../people/lookup-hash.ts";
import type { Reading } from "../transaction/reading.ts";
import { listOf } from "../transaction/sql.ts";

const RULES = "select distinct digest from suppressions where digest = any($1::text[]) and lifted_at is null";

const HELD = `select u.digest from unnest($1::text[], $2::bigint[]) u (digest, hash)
  where exists (select 1 from contact_hashes h join people p on p.id = h.enrollment
    where h.hash = u.hash and strpos(' ' || p.digests || ' ', ' ' || u.digest || ' ') > 0)`;

/** What is known of contacts, by their keyed hashes. A short hash names whom one may lead to; the whole digest decides. */
export async function known({ sql }: Reading, digests: readonly string[]): Promise<ContactStanding[]> {
  const all = [...new Set(digests)];
  const forbidden = new Set((await sql.rows(RULES, listOf(all))).map(([digest]) => String(digest)));
  const rest = all.filter((digest) => !forbidden.has(digest));
  const rows = rest.length === 0 ? [] : await sql.rows(HELD, listOf(rest), listOf(rest.map(lookupHash)));
  const held = new Set(rows.map(([digest]) => String(digest)));
  return digests.map((digest) => {
    if (forbidden.has(digest)) return "forbidden";
    return held.has(digest) ? "held" : "unknown";
  });
}
