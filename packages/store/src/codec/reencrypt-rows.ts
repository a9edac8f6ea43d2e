import {
  type Channel,
  type Codec,
  type Contact,
  channelOfProvider,
  ENCRYPTED,
  type EncryptedKind,
  type EnrollRow,
  type InboundItem,
  indexText,
  isEncrypted,
  type KeptRefusal,
  masterKeyName,
  type StoreRequest,
} from "@relance/spec";
import type { Value } from "../rows/sql.ts";
import type { OutdatedRow, RewrittenRow } from "../verbs/encrypted.ts";
import { encryptPerson, encryptRefusal, encryptRefused, encryptRow, ownerIds, personOwner } from "./people.ts";

export type StoredName = (digests: readonly [string, ...string[]]) => Promise<string>;

export async function reencryptRow(
  codec: Codec,
  row: OutdatedRow,
  storedName: StoredName,
): Promise<RewrittenRow | undefined> {
  const [first, second, third, person = null] = row.values;
  switch (row.place) {
    case "requests":
      return { ...row, rewritten: [JSON.stringify(reencryptRequest(codec, JSON.parse(String(first))))] };
    case "raw": {
      const bytes = first as Uint8Array;
      const plain = isEncrypted(bytes) ? codec.decryptBytes(bytes) : bytes;
      const rewritten = plain === undefined ? relabelBytes(codec, bytes) : codec.encryptBytes(plain);
      return rewritten && { ...row, rewritten: [rewritten] };
    }
    case "inbox":
      return reencryptItem(codec, row, JSON.parse(String(first)) as InboundItem, storedName);
    case "outbox": {
      const to = again(codec, "captured-to", String(first), [""]);
      const { encrypted } = JSON.parse(String(second)) as { readonly encrypted?: string };
      const content = to && again(codec, "captured-content", encrypted ?? String(second), [String(first)], to);
      const isRead = to !== undefined && content !== undefined;
      return isRead ? { ...row, rewritten: [to, JSON.stringify({ encrypted: content })] } : undefined;
    }
    case "refusals":
      return reencryptRefusal(codec, row, String(first), second);
    case "people":
      return { ...row, rewritten: [...reencryptPerson(codec, row, third), person] };
  }
}

/** Encrypts a value for `owner`. It is plain, or encrypted for one of the owners in `before`. */
function again(
  codec: Codec,
  kind: EncryptedKind,
  value: string,
  before: readonly string[],
  owner: string = before[0] ?? "",
): string | undefined {
  if (!isEncrypted(value)) return codec.encrypt(kind, value, owner);
  for (const one of before) {
    const text = codec.decrypt(kind, value, one);
    if (text !== undefined) return codec.encrypt(kind, text, owner);
  }
  return relabel(codec, value);
}

function reencryptPerson(codec: Codec, row: OutdatedRow, box: Value | undefined): Value[] {
  const [contacts, variables, , person] = row.values as readonly string[];
  const { campaign = 0, key = "", line } = row;
  const owner = personOwner(campaign, key, line);
  if (typeof box === "string") {
    const owners = ownerIds(campaign, key, line);
    const texts = textsAgain(codec, JSON.parse(variables ?? "{}"), owners);
    return [contacts ?? "[]", JSON.stringify(texts), again(codec, "person", box, owners) ?? box];
  }
  const plain = {
    contacts: JSON.parse(contacts ?? "[]") as Contact[],
    columns: variables ?? "{}",
    isApart: person != null,
  };
  const hidden = encryptPerson(codec, plain, owner);
  return [JSON.stringify(hidden.contacts), JSON.stringify(hidden.variables), hidden.box];
}

function textsAgain(
  codec: Codec,
  variables: EnrollRow["variables"],
  owners: readonly string[],
): EnrollRow["variables"] {
  const { encrypted } = variables as { readonly encrypted?: unknown };
  if (typeof encrypted !== "string") return variables;
  return { encrypted: again(codec, "texts", encrypted, owners) ?? encrypted };
}

function reencryptRefusal(codec: Codec, row: OutdatedRow, stored: string, box: Value | undefined): RewrittenRow {
  const { campaign = 0, key = "", line } = row;
  const owners = ownerIds(campaign, key, line);
  if (typeof box === "string") return { ...row, rewritten: [stored, again(codec, "person", box, owners) ?? box] };
  const contacts = JSON.parse(stored) as Contact[];
  const named = contacts.map(({ channel, address }) => contactDigests(codec, channel, address));
  const digests = [...named.map(([newest]) => newest), ...named.flatMap(([, ...older]) => older)];
  const hidden = encryptRefused(codec, contacts, personOwner(campaign, key, line));
  return { ...row, rewritten: [JSON.stringify(hidden.contacts), hidden.box], digests };
}

function contactDigests(codec: Codec, channel: Channel, address: string): readonly [string, ...string[]] {
  return codec.digests(indexText(channel, address));
}

async function reencryptItem(
  codec: Codec,
  row: OutdatedRow,
  item: InboundItem,
  storedName: StoredName,
): Promise<RewrittenRow | undefined> {
  if (item.type === "signal") {
    const detail = again(codec, "hint", item.detail ?? "", [""]);
    return detail === undefined ? undefined : { ...row, rewritten: [JSON.stringify({ ...item, detail })] };
  }
  if (item.type !== "reply") return undefined;
  const from = again(codec, "reply-from", item.from, [""]);
  const text = from && again(codec, "reply-text", item.text, [item.from], from);
  if (from === undefined || text === undefined) return undefined;
  const rewritten = [JSON.stringify({ ...item, from, text })];
  if (isEncrypted(item.from)) return { ...row, rewritten };
  const digests = contactDigests(codec, channelOfProvider(row.provider ?? "") ?? "sms", item.from);
  return { ...row, rewritten, digests: [await storedName(digests)] };
}

function reencryptRequest(codec: Codec, request: StoreRequest): StoreRequest {
  const encryptRows = (all: readonly EnrollRow[], campaign: number) =>
    all.map((row): EnrollRow => {
      const { box, key, variables } = row;
      if (box === undefined) return encryptRow(codec, row, campaign);
      const owners = ownerIds(campaign, key);
      return { ...row, box: again(codec, "person", box, owners), variables: textsAgain(codec, variables, owners) };
    });
  if (request.verb === "reschedule") {
    const { input } = request;
    return { ...request, input: { ...input, rows: encryptRows(input.rows, input.campaign) } };
  }
  if (request.verb !== "enroll" && request.verb !== "send") return request;
  const { chunk } = request;
  const campaign = request.verb === "enroll" ? request.chunk.campaign : 0;
  const refused = chunk.refused.map((row): KeptRefusal => {
    const { box, key, line } = row;
    if (box === undefined) return encryptRefusal(codec, row, campaign);
    return { ...row, box: again(codec, "person", box, ownerIds(campaign, key ?? "", line)) };
  });
  return { ...request, chunk: { ...chunk, rows: encryptRows(chunk.rows, campaign), refused } } as StoreRequest;
}

/**
 * Replaces the key mark of a damaged ciphertext with the newest mark. The value stays unreadable, but operators need
 * not keep an old secret for it. Returns `undefined` if the value's master key is missing.
 */
function relabel({ marks }: Codec, value: string): string | undefined {
  const mark = masterKeyName(value);
  if (mark === undefined || !marks.includes(mark)) return undefined;
  return `${ENCRYPTED}m${marks[0]}${value.slice(ENCRYPTED.length + 1 + mark.length)}`;
}

function relabelBytes(codec: Codec, bytes: Uint8Array): Uint8Array | undefined {
  const value = relabel(codec, Buffer.from(bytes).toString("latin1"));
  return value === undefined ? undefined : Buffer.from(value, "latin1");
}
