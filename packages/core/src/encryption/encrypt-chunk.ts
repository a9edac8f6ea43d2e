import { slicePart } from "@relance/rules";
import type { EnrollRow, KeptRefusal, StoreRequest } from "@relance/spec";
import { mapInTurns } from "../map-in-turns.ts";
import type { EncryptionContext } from "./encryption-context.ts";
import { NO_CAMPAIGN, ownerOf } from "./owners.ts";

interface Rows {
  /** Absent = it is not there yet. */
  readonly campaign?: number | undefined;
  readonly rows: readonly EnrollRow[];
  readonly refused: readonly KeptRefusal[];
}

/** Encrypts addresses and columns, each row under a key of its own; what people are found by stays. */
export async function encryptChunk<T extends Rows>(context: EncryptionContext, chunk: T): Promise<T> {
  const { campaign = NO_CAMPAIGN } = chunk;
  const rows = await mapInTurns(chunk.rows, context.yield, (row) => encryptRow(context, row, campaign));
  return { ...chunk, rows, refused: chunk.refused.map((row) => encryptRefusal(context, row, campaign)) };
}

/** Whatever a caller leaves in a transaction of its own. */
export async function encryptRequest(context: EncryptionContext, request: StoreRequest): Promise<StoreRequest> {
  return request.verb === "enroll" || request.verb === "send"
    ? ({ ...request, chunk: await encryptChunk(context, request.chunk) } as StoreRequest)
    : request;
}

export function encryptRow({ cipher }: EncryptionContext, row: EnrollRow, campaign: number): EnrollRow {
  if (row.personKey !== undefined) return row; // encrypted while the chunk before was written
  const hasVariables = Object.keys(row.variables).length > 0;
  if (row.contacts.length === 0 && !hasVariables) return row;
  const key = cipher.newKey(ownerOf(campaign, row.key));
  const contacts = row.contacts.map(({ channel, address }) => ({
    channel,
    address: key.encrypt("address", address),
    part: slicePart(channel, address),
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
