import {
  type CapturedRow,
  type ClaimedRow,
  type Codec,
  indexText,
  isEncrypted,
  type KeptContent,
  type ListedContact,
  type ReceiptRow,
  type Recipient,
  type RecipientRow,
  type ReplyRow,
  type ResolveQuestion,
  type SuppressionRow,
  UNREADABLE_TEXT,
} from "@relance/spec";
import { ownerIds } from "./people.ts";
import { Reader } from "./reader.ts";

type Changing<T> = { -readonly [K in keyof T]: T[K] };

/** Decrypts rows that a verb returns, in place. No other code holds a reference to these rows. */
function each<T>(codec: Codec, rows: readonly T[], decrypt: (row: Changing<T>, reader: Reader) => void): readonly T[] {
  const reader = new Reader(codec);
  for (const row of rows) decrypt(row, reader);
  reader.report();
  return rows;
}

export function decryptClaimed(codec: Codec, rows: readonly ClaimedRow[]): readonly ClaimedRow[] {
  return each(codec, rows, (row, reader) => {
    const { box, place = 0, isForeign } = row;
    row.box = undefined;
    if (box === undefined) return;
    const owners = ownerIds(row.campaign, row.key);
    const person = isForeign ? undefined : reader.person(box, owners);
    const address = person?.addresses[place];
    const variables = person && reader.columns(row.variables, person, owners);
    if (address === undefined || variables === undefined) {
      Object.assign(row, { address: "", variables: "{}", isUnreadable: isForeign !== true });
      return;
    }
    row.address = address;
    row.variables = variables;
  });
}

export function decryptQuestions(codec: Codec, rows: readonly ResolveQuestion[]): readonly ResolveQuestion[] {
  return each(codec, rows, (row, reader) => {
    const { box, place = 0, campaign, key } = row;
    row.box = undefined;
    if (box !== undefined) row.to = reader.person(box, ownerIds(campaign, key))?.addresses[place] ?? "";
  });
}

export function decryptRecipients(
  codec: Codec,
  rows: readonly RecipientRow[],
  campaign: number,
): readonly RecipientRow[] {
  return each(codec, rows, (row, reader) => {
    const { box, key, line } = row;
    row.box = undefined;
    if (box === undefined) return;
    row.contacts = joinContacts(row.contacts, reader.person(box, ownerIds(campaign, key, line))?.addresses);
  });
}

export function decryptReplies(codec: Codec, rows: readonly ReplyRow[]): readonly ReplyRow[] {
  return each(codec, rows, decryptReply);
}

/** Decrypts the addresses of suppressions and checks their hashes, because an attacker may have swapped two values. */
export function decryptRules(codec: Codec, rows: readonly SuppressionRow[]): readonly SuppressionRow[] {
  return each(codec, rows, (row, reader) => {
    const { box, channel, digest } = row;
    row.box = undefined;
    if (box === undefined) return;
    const address = reader.person(box.box, ownerIds(box.campaign, box.key))?.addresses[box.place] ?? UNREADABLE_TEXT;
    row.address = codec.digests(indexText(channel, address)).includes(digest) ? address : UNREADABLE_TEXT;
  });
}

export function decryptCaptured(codec: Codec, rows: readonly CapturedRow[]): readonly CapturedRow[] {
  return each(codec, rows, (row, reader) => {
    const { to, content } = row;
    row.to = reader.show("captured-to", to, "");
    const { encrypted } = content as { readonly encrypted?: unknown };
    if (typeof encrypted !== "string" || !isEncrypted(encrypted)) return;
    const text = reader.open("captured-content", encrypted, to);
    row.content = (text === undefined ? { unreadable: UNREADABLE_TEXT } : JSON.parse(text)) as KeptContent;
  });
}

export function decryptPerson(codec: Codec, person: Recipient): Recipient {
  each(codec, [person], (row, reader) => {
    const { box, campaign, key } = row;
    row.box = undefined;
    for (const receipt of row.receipts ?? []) decryptRequest(codec, receipt, reader);
    for (const reply of row.replies) decryptReply(reply, reader);
    for (const signal of row.signals as Changing<Recipient["signals"][number]>[])
      if (signal.detail !== undefined) signal.detail = reader.show("hint", signal.detail, "");
    if (box === undefined) return;
    const owners = ownerIds(campaign, key);
    const opened = reader.person(box, owners);
    const columns = opened && reader.columns(JSON.stringify(row.variables), opened, owners);
    row.contacts = joinContacts(row.contacts, opened?.addresses);
    row.variables = columns === undefined ? { unreadable: UNREADABLE_TEXT } : JSON.parse(columns);
  });
  return person;
}

function decryptRequest(codec: Codec, row: Changing<ReceiptRow>, reader: Reader): void {
  const { request } = row;
  if (request === undefined || !isEncrypted(request)) return;
  row.request = codec.decryptBytes(request);
  if (row.request === undefined) reader.lose("request");
}

function joinContacts(contacts: readonly ListedContact[], addresses: readonly string[] = []): ListedContact[] {
  return contacts.map((one, place) => ({ ...one, address: addresses[place] ?? UNREADABLE_TEXT }));
}

function decryptReply(reply: Changing<ReplyRow>, reader: Reader): void {
  const { from, text } = reply;
  reply.from = reader.show("reply-from", from, "");
  reply.text = reader.show("reply-text", text, from);
}
