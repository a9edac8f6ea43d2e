import { lookupHash } from "@relance/store";
import { LOOKUP } from "../people/lookups.ts";
import type { Work } from "../transaction/work.ts";

/** A person and the keyed hashes of their contacts, separated by blanks. */
export interface FormerHolder {
  readonly id: number;
  readonly digests: string;
}

/** Nobody is found by these contacts any more. The tail has no index: it is read once for all of them. */
export function forgetLookups({ sql, context }: Work, holders: readonly FormerHolder[]): void {
  const known = holders.filter(({ digests }) => digests !== "");
  if (known.length === 0) return;
  for (const { id, digests } of known) {
    for (const digest of digests.split(" ")) {
      const name = [LOOKUP.contact, lookupHash(digest), id] as const;
      sql.run("delete from lookups where kind = ? and hash = ? and value = ?", ...name);
    }
  }
  sql.run(
    "delete from lookup_tail where kind = ? and value in (select value from json_each(?))",
    LOOKUP.contact,
    JSON.stringify(known.map(({ id }) => id)),
  );
  context.lookups.forget();
}
