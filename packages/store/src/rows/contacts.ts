import { contactBit } from "@relance/rules";
import {
  type Channel,
  CONTACTS_PER_CHANNEL,
  type Contact,
  channelNumbered,
  channelOf,
  type PersonKey,
  personKeysIn,
} from "@relance/spec";
import { columnsOf, type Row, type Sql } from "./sql.ts";

const COLUMNS = columnsOf("name text, wrapped text");
const DELETE = "delete from person_keys where name = any($1::text[])";
const SELECT = "select name, wrapped from person_keys where name = any($1::text[])";

export async function keepKeys(sql: Sql, keys: readonly PersonKey[]): Promise<void> {
  if (keys.length === 0) return;
  const rows = keys.map(({ name, wrapped }) => [name, wrapped]).sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  await sql.insert("person_keys", COLUMNS, rows, "on conflict do nothing");
}

/** Deletes the keys that encrypt these columns of rows: their data becomes unreadable, here and in copies. */
export async function dropKeys(sql: Sql, rows: readonly Row[], ...places: readonly number[]): Promise<void> {
  const names = personKeysIn(...rows.flatMap((row) => places.map((place) => row[place] as string | null)));
  if (names.length > 0) await sql.run(DELETE, names);
}

export async function readKeys(sql: Sql, names: readonly string[]): Promise<PersonKey[]> {
  return names.length === 0 ? [] : sql.all<PersonKey>(SELECT, names);
}

/** A recipient's contacts, with a keyed hash of each. */
interface PersonContacts {
  readonly contacts: readonly Contact[];
  readonly digests: readonly string[];
}

const CONTACTS = "select id, contacts, digests from people where id = any($1::bigint[])";

/** SQL: erases contacts, hashes and columns of recipients. */
export const NO_CONTACTS = "contacts = '[]', digests = '', variables = '{}', locale = null, timezone = null";

/** The contacts of these recipients. */
export async function readContacts(sql: Sql, ids: readonly number[]): Promise<Map<number, PersonContacts>> {
  const rows = ids.length === 0 ? [] : await sql.rows(CONTACTS, ids);
  return new Map(
    rows.map(([id, contacts, digests]) => {
      return [id as number, { contacts: JSON.parse(String(contacts)), digests: String(digests).split(" ") }];
    }),
  );
}

/** The bit of each contact, in order; 0 beyond the fourth of a channel. */
export function contactBits(contacts: readonly Contact[]): number[] {
  return bitsOfChannels(contacts.map(({ channel }) => channelNumber(channel)));
}

/** {@link contactBits} of channel numbers. */
export function bitsOfChannels(channels: readonly number[]): number[] {
  const seen: number[] = [];
  return channels.map((number) => {
    const index = seen[number] ?? 0;
    seen[number] = index + 1;
    return index < CONTACTS_PER_CHANNEL ? contactBit(channelNumbered(number), index) : 0;
  });
}

/** The position of the channel's `index`-th contact among all; -1 = none. */
export function contactPlace(contacts: readonly Contact[], channel: Channel, index: number): number {
  let seen = -1;
  return contacts.findIndex((contact) => contact.channel === channel && ++seen === index);
}

export function channelNumber(channel: Channel): number {
  return channelOf(channel).number;
}
