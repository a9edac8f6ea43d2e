import type { Contact } from "@relance/spec";
import { bitsOfChannels, channelName, contactBits, type VersionFacts } from "@relance/store";
import { isSuppressed } from "../suppressions/suppressions.ts";
import type { Work } from "../transaction/work.ts";
import { LOOKUP } from "./lookups.ts";
import type { PreparedRow } from "./prepared-row.ts";

/** What a person can be reached by, and what of it is forbidden. */
export function contactsOf(
  work: Work,
  facts: VersionFacts,
  row: PreparedRow,
): { readonly bits: readonly number[]; readonly has: number; readonly optedOut: number } {
  const channels = Array.from(row.channels, Number);
  const bits = bitsOfChannels(channels);
  let has = 0;
  let optedOut = 0;
  for (const bit of bits) has |= bit;
  if (work.hasSuppressions) {
    row.digests.split(" ").forEach((digest, index) => {
      const channel = channelName(channels[index] ?? 0);
      if (isSuppressed(work, facts, channel, digest)) optedOut |= bits[index] ?? 0;
    });
  }
  return { bits, has, optedOut };
}

/** So that a reply or a rule that names a contact finds the person. */
export function indexContacts({ context }: Work, id: number, { digests }: PreparedRow): void {
  if (digests === "") return;
  for (const digest of digests.split(" ")) context.lookups.add(LOOKUP.contact, digest, id);
}

const CONTACTS = "select contacts, digests from people where id = ?";

/** The bit of the contact that a hash names; 0 for one that this person does not have. */
export function contactBitOf({ sql }: Work, id: number, digest: string): number {
  const person = sql.one<{ contacts: string; digests: string }>(CONTACTS, id);
  if (person === undefined || digest === "") return 0;
  const bits = contactBits(JSON.parse(person.contacts) as Contact[]);
  return person.digests
    .split(" ")
    .reduce((all, own, place) => (own === digest ? all | (bits[place] ?? 0) : all), 0);
}
