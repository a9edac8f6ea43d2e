import { contactBit } from "@relance/rules";
import { type Channel, type Contact, getChannel } from "@relance/spec";
import type { Sql, StoredRow } from "./sql.ts";

interface PersonContacts {
  readonly contacts: readonly Contact[];
  readonly digests: readonly string[];
  readonly campaign: number;
  readonly key: string;
  readonly box: string | undefined;
}

const CONTACTS = "select id, contacts, digests, campaign, key, box from people where id = any($1::bigint[])";
type ContactsRow = StoredRow<"id" | "campaign", "contacts" | "digests" | "key", "box">;

export const NO_CONTACTS =
  "contacts = '[]', digests = '', variables = '{}', box = null, locale = null, timezone = null";

export async function readContacts(sql: Sql, ids: readonly number[]): Promise<Map<number, PersonContacts>> {
  const rows = ids.length === 0 ? [] : await sql.all<ContactsRow>(CONTACTS, ids);
  return new Map(
    rows.map(({ id, contacts, digests, box, ...owner }) => {
      const person = { contacts: JSON.parse(contacts), digests: digests.split(" "), box: box ?? undefined };
      return [id, { ...person, ...owner }];
    }),
  );
}

export function contactBits(contacts: readonly Pick<Contact, "channel">[]): number[] {
  const seen = new Map<Channel, number>();
  return contacts.map(({ channel }) => {
    const index = seen.get(channel) ?? 0;
    seen.set(channel, index + 1);
    return contactBit(channel, index);
  });
}

export function contactPlace(contacts: readonly Contact[], channel: Channel, index: number): number {
  let seen = -1;
  return contacts.findIndex((contact) => contact.channel === channel && ++seen === index);
}

export function channelNumber(channel: Channel): number {
  return getChannel(channel).number;
}
