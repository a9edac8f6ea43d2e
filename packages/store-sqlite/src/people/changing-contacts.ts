import type { Contact } from "@relance/spec";
import { before, contactBits, type VersionFacts } from "@relance/store";
import type { Work } from "../transaction/work.ts";
import { contactsOf, indexContacts } from "./known-contacts.ts";
import { dropKeys, keepKey } from "./person-keys.ts";
import type { PreparedRow } from "./prepared-row.ts";
import { readHot } from "./row.ts";

const KNOWN = "select contacts, digests, variables from people where id = ?";

const CHANGE = `update people set import = ?, line = ?, contacts = ?, digests = ?, variables = ?, locale = ?,
  timezone = ? where id = ?`;

/** New addresses are used by future attempts; what is on the wire stays as it is. */
export function changeContacts(
  work: Work,
  facts: VersionFacts,
  id: number,
  row: PreparedRow,
  source: number,
): void {
  const { sql } = work;
  const hot = readHot(sql, id);
  const known = sql.one<{ contacts: string; digests: string; variables: string }>(KNOWN, id);
  if (hot === undefined || known === undefined) return;
  const { line, contacts, digests, variables, locale, timezone } = row;
  sql.run(CHANGE, source, line, contacts, digests, variables, locale, timezone, id);
  dropKeys(sql, known.contacts, known.variables);
  keepKey(sql, row.keyName, row.wrappedKey);
  indexContacts(work, id, row);
  const was = before(hot);
  const { bits, has, optedOut } = contactsOf(work, facts, row);
  hot.has = has;
  hot.optedOut = optedOut;
  hot.zone = row.zone;
  hot.dead &= unchanged(known, bits, digests); // another address deserves another try
  work.save(hot, was, { events: [] });
}

/** Bits that stand for the same address as before. */
function unchanged(
  known: { readonly contacts: string; readonly digests: string },
  bits: readonly number[],
  digests: string,
): number {
  const old = known.digests.split(" ");
  const oldBits = contactBits(JSON.parse(known.contacts) as Contact[]);
  const addressOf = new Map(oldBits.map((bit, place) => [bit, old[place]]));
  return digests
    .split(" ")
    .reduce(
      (same, digest, place) =>
        addressOf.get(bits[place] ?? 0) === digest ? same | (bits[place] ?? 0) : same,
      0,
    );
}
