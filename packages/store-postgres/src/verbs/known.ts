import type { ContactStanding } from "@relance/spec";
import { lookupHash } from "@relance/store-kit";
import { numbers, texts } from "../transaction/literals.ts";
import type { Reading } from "../transaction/reading.ts";

const RULES = "select distinct digest from suppressions where digest = any($1::text[]) and lifted_at is null";

const HELD = `select u.digest from unnest($1::text[], $2::bigint[]) u (digest, hash)
  where exists (select from contact_hashes h join people p on p.id = h.enrollment
    where h.hash = u.hash and u.digest = any(string_to_array(p.digests, ' ')))`;

/** What is known of contacts, by their keyed hashes. A short hash names whom one may lead to; the whole digest decides. */
export async function known({ sql }: Reading, digests: readonly string[]): Promise<ContactStanding[]> {
  const all = [...new Set(digests)];
  const forbidden = new Set((await sql.rows(RULES, texts(all))).map(([digest]) => String(digest)));
  const rest = all.filter((digest) => !forbidden.has(digest));
  const rows = rest.length === 0 ? [] : await sql.rows(HELD, texts(rest), numbers(rest.map(lookupHash)));
  const held = new Set(rows.map(([digest]) => String(digest)));
  return digests.map((digest) => {
    if (forbidden.has(digest)) return "forbidden";
    return held.has(digest) ? "held" : "unknown";
  });
}
