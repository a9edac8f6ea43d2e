import { setImmediate } from "node:timers/promises";
import { destinationFor } from "@relance/rules";
import type { Codec, Contact, EnrollRow, KeptContact, KeptRefusal, RescheduleInput, StoreRequest } from "@relance/spec";

const NO_CAMPAIGN = 0;
/** Number of rows to encrypt before other work may run in the event loop. */
const TOGETHER = 256;

/**
 * Identifies the owner of encrypted data: a recipient of a campaign, or an audience line without a key. A ciphertext is
 * bound to its owner, so it cannot be decrypted in another recipient's row.
 */
export function personOwner(campaign: number, key: string, line = 0): string {
  return key === "" ? `${campaign}/${line}` : `${campaign} ${key}`;
}

export function ownerIds(campaign: number, key: string, line?: number): readonly string[] {
  return [personOwner(campaign, key, line), personOwner(NO_CAMPAIGN, key, line)];
}

interface Rows {
  readonly campaign?: number | undefined;
  readonly rows: readonly EnrollRow[];
  readonly refused: readonly KeptRefusal[];
}

export async function encryptChunk<T extends Rows>(codec: Codec, chunk: T): Promise<T> {
  const { campaign = NO_CAMPAIGN } = chunk;
  const rows: EnrollRow[] = [];
  for (const row of chunk.rows) {
    if (rows.length % TOGETHER === TOGETHER - 1) await setImmediate();
    rows.push(encryptRow(codec, row, campaign));
  }
  return { ...chunk, rows, refused: chunk.refused.map((row) => encryptRefusal(codec, row, campaign)) };
}

export async function encryptReschedule(codec: Codec, input: RescheduleInput): Promise<RescheduleInput> {
  return { ...input, rows: (await encryptChunk(codec, { ...input, refused: [] })).rows };
}

export async function encryptRequest(codec: Codec, request: StoreRequest): Promise<StoreRequest> {
  if (request.verb === "reschedule") return { ...request, input: await encryptReschedule(codec, request.input) };
  return request.verb === "enroll" || request.verb === "send"
    ? ({ ...request, chunk: await encryptChunk(codec, request.chunk) } as StoreRequest)
    : request;
}

/** Encrypts one row. Texts of `send()` are encrypted separately from addresses, because they expire at another time. */
export function encryptRow(codec: Codec, row: EnrollRow, campaign: number): EnrollRow {
  const { contacts, variables, key, person } = row;
  const columns = JSON.stringify(variables);
  if (contacts.length === 0 && columns === "{}") return row;
  return {
    ...row,
    ...encryptPerson(codec, { contacts, columns, isApart: person !== undefined }, personOwner(campaign, key)),
  };
}

interface StoredPerson {
  readonly contacts: readonly KeptContact[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly box: string;
}

export function encryptPerson(
  codec: Codec,
  {
    contacts,
    columns,
    isApart,
  }: { readonly contacts: readonly Contact[]; readonly columns: string; readonly isApart: boolean },
  owner: string,
): StoredPerson {
  const isElsewhere = isApart && columns !== "{}";
  return {
    contacts: contacts.map(({ channel, address }) => ({
      channel,
      address: "",
      destination: destinationFor(channel, address),
    })),
    variables: isElsewhere ? { encrypted: codec.encrypt("texts", columns, owner) } : {},
    box: codec.encrypt("person", boxed(contacts, isElsewhere ? "{}" : columns), owner),
  };
}

export function encryptRefusal(codec: Codec, row: KeptRefusal, campaign: number): KeptRefusal {
  const { contacts = [], key, line } = row;
  if (contacts.length === 0) return row;
  return { ...row, ...encryptRefused(codec, contacts, personOwner(campaign, key ?? "", line)) };
}

export function encryptRefused(
  codec: Codec,
  contacts: readonly Contact[],
  owner: string,
): { readonly contacts: readonly Contact[]; readonly box: string } {
  const hidden = contacts.map(({ channel }) => ({ channel, address: "" }));
  return { contacts: hidden, box: codec.encrypt("person", boxed(contacts, "{}"), owner) };
}

/** Joins a recipient's data: addresses as JSON, a line break, and columns as JSON. JSON never contains a line break. */
function boxed(contacts: readonly Contact[], columns: string): string {
  return `${JSON.stringify(contacts.map(({ address }) => address))}\n${columns}`;
}

export interface OpenedPerson {
  readonly addresses: readonly string[];
  readonly columns: string;
}

export function unboxed(text: string): OpenedPerson {
  const end = text.indexOf("\n");
  return { addresses: JSON.parse(text.slice(0, end)) as string[], columns: text.slice(end + 1) };
}
