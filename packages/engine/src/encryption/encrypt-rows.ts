import { destinationOf } from "@relance/rules";
import type {
  EnrollRow,
  KeptRefusal,
  RecordItem,
  ReplyItem,
  RescheduleInput,
  SignalItem,
  StoreRequest,
} from "@relance/spec";
import { mapInTurns } from "../base/map-in-turns.ts";
import { type EncryptionContext, NO_CAMPAIGN, ownerOf } from "./encryption-context.ts";

interface Rows {
  /** Absent = not stored yet. */
  readonly campaign?: number | undefined;
  readonly rows: readonly EnrollRow[];
  readonly refused: readonly KeptRefusal[];
}

/** Encrypts addresses and columns, each row with its own key; search keys stay plain. */
export async function encryptChunk<T extends Rows>(context: EncryptionContext, chunk: T): Promise<T> {
  const { campaign = NO_CAMPAIGN } = chunk;
  const rows = await mapInTurns(chunk.rows, context.yield, (row) => encryptRow(context, row, campaign));
  return { ...chunk, rows, refused: chunk.refused.map((row) => encryptRefusal(context, row, campaign)) };
}

/** New rows of recipients, each under its own key. */
export async function encryptReschedule(context: EncryptionContext, input: RescheduleInput): Promise<RescheduleInput> {
  return { ...input, rows: (await encryptChunk(context, { ...input, refused: [] })).rows };
}

/** Encrypts a request for a caller's transaction. */
export async function encryptRequest(context: EncryptionContext, request: StoreRequest): Promise<StoreRequest> {
  if (request.verb === "reschedule") return { ...request, input: await encryptReschedule(context, request.input) };
  return request.verb === "enroll" || request.verb === "send"
    ? ({ ...request, chunk: await encryptChunk(context, request.chunk) } as StoreRequest)
    : request;
}

export function encryptRow({ cipher }: EncryptionContext, row: EnrollRow, campaign: number): EnrollRow {
  if (row.personKey !== undefined) return row; // already encrypted while the previous chunk was written
  const hasVariables = Object.keys(row.variables).length > 0;
  if (row.contacts.length === 0 && !hasVariables) return row;
  const key = cipher.newKey(ownerOf(campaign, row.key));
  const contacts = row.contacts.map(({ channel, address }) => ({
    channel,
    address: key.encrypt("address", address),
    destination: destinationOf(channel, address),
  }));
  const variables = hasVariables ? { encrypted: key.encrypt("variables", JSON.stringify(row.variables)) } : {};
  return { ...row, contacts, variables, personKey: key.kept };
}

export function encryptRefusal({ cipher }: EncryptionContext, row: KeptRefusal, campaign: number): KeptRefusal {
  const { contacts = [] } = row;
  if (contacts.length === 0) return row;
  const key = cipher.newKey(ownerOf(campaign, row.key ?? "", row.line));
  const hidden = contacts.map(({ channel, address }) => ({ channel, address: key.encrypt("address", address) }));
  return { ...row, contacts: hidden, personKey: key.kept };
}

/** Encrypts raw requests, each once however many items it has, and recipients' replies. */
export function encryptItems(context: EncryptionContext, items: readonly RecordItem[]): RecordItem[] {
  const requests = new Map<Uint8Array, Pick<RecordItem, "raw" | "rawHash">>();
  const requestOf = (raw: Uint8Array) => {
    const request = requests.get(raw) ?? { raw: context.cipher.encryptBytes(raw), rawHash: context.hash(raw) };
    requests.set(raw, request);
    return request;
  };
  return items.map((one) => {
    const kept = one.raw === undefined ? one : { ...one, ...requestOf(one.raw) };
    if (one.item.type === "reply") return { ...kept, ...encryptReply(context, one.item) };
    return one.item.type === "signal" ? { ...kept, ...encryptHint(context, one.item) } : kept;
  });
}

/** An item whose ciphertext differs each time, with the hash that identifies repeats. */
type Encrypted = Pick<RecordItem, "item" | "meaning">;

function encryptReply({ cipher, signer }: EncryptionContext, item: ReplyItem): Encrypted {
  const { from, text } = item;
  const [meaning] = signer.digests(`reply|${from}|${text}`);
  const { shared } = cipher;
  const sender = shared.encrypt("reply-from", from);
  return { item: { ...item, from: sender, text: shared.encrypt("reply-text", text, sender) }, meaning };
}

/** A signal's detail may contain anything an API sends. */
function encryptHint({ cipher, signer }: EncryptionContext, item: SignalItem): Encrypted {
  const { detail } = item;
  if (detail === undefined) return { item };
  const [meaning] = signer.digests(`hint|${detail}`);
  return { item: { ...item, detail: cipher.shared.encrypt("hint", detail) }, meaning };
}
