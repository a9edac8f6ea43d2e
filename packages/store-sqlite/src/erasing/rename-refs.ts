import type { AttemptRef } from "@relance/spec";
import { lookupHash } from "@relance/store";
import { LOOKUP } from "../people/lookups.ts";
import type { Work } from "../transaction/work.ts";

const REF = "select ref from attempts where id = ? and ref is not null";
/** Whoever calls the message back goes on under its id: the order has it alone, and is gone when that is over. */
const KEEP = "update recalls set ref = ? where attempt = ? and ref is null";
const RENAME = "update attempts set ref = ? where id = ?";
const UNNAME = "update inbox set ref = null where attempt = ? and type = 0 and ref is not null";
const UNLOOK = "delete from lookups where kind = ? and hash = ? and value = ?";
const UNTAIL = "delete from lookup_tail where kind = ? and hash = ? and value = ?";

/** Takes out providers' ids that were made of an address; late receipts find the message by what stands in their place. */
export function renameRefs({ sql, context }: Work, refs: readonly AttemptRef[]): void {
  for (const { attempt, ref } of refs) {
    const was = sql.row(REF, attempt)?.[0];
    if (typeof was !== "string") continue;
    sql.run(KEEP, was, attempt);
    sql.run(RENAME, ref, attempt);
    sql.run(UNNAME, attempt);
    const entry = [LOOKUP.ref, lookupHash(was), attempt] as const;
    sql.run(UNLOOK, ...entry);
    sql.run(UNTAIL, ...entry);
  }
  if (refs.length === 0) return;
  context.lookups.forget();
  for (const { attempt, ref } of refs) context.lookups.add(LOOKUP.ref, ref, attempt);
}
