import type { AttemptRef } from "@relance/spec";
import { listOf } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** Whoever calls the message back goes on under its id: the order has it alone, and is gone when that is over. */
const KEEP = `update recalls as r set ref = a.ref from attempts a
  where a.id = r.attempt and r.attempt = any($1::bigint[]) and r.ref is null`;
const RENAME = `update attempts as a set ref = u.ref from unnest($1::bigint[], $2::text[]) u (id, ref)
  where a.id = u.id and a.ref is not null`;
const UNNAME =
  "update inbox set ref = null where attempt = any($1::bigint[]) and type = 0 and ref is not null";

/** Takes out providers' ids that were made of an address; late receipts find the message by what stands in their place. */
export async function renameRefs({ sql }: Work, refs: readonly AttemptRef[]): Promise<void> {
  if (refs.length === 0) return;
  const attempts = listOf(refs.map(({ attempt }) => attempt));
  await sql.run(KEEP, attempts);
  await sql.run(RENAME, attempts, listOf(refs.map(({ ref }) => ref)));
  await sql.run(UNNAME, attempts);
}
