import {
  type CapturedRow,
  type ClaimedRow,
  type ListedContact,
  type PersonKey,
  personKeysIn,
  type Recipient,
  type RecipientRow,
  type ReplyRow,
  type ResolveQuestion,
  type SuppressionRow,
} from "@relance/spec";
import { contactDigests } from "../base/contact-names.ts";
import { type EncryptionContext, ownersOf } from "./encryption-context.ts";
import { UNREADABLE, type Unlocked, unlock, unlockWith } from "./unlock.ts";

/** Columns as they are stored, all in one. */
const COLUMNS = /^\{"encrypted":"(~1\.[^"]+)"\}$/;

/**
 * Decrypts claimed recipients. An unreadable one is marked and stops no other; so is one whose contacts or columns were
 * replaced during the claim.
 */
export async function decryptClaimed(
  context: EncryptionContext,
  rows: readonly ClaimedRow[],
  keys: readonly PersonKey[],
): Promise<readonly ClaimedRow[]> {
  const known = new Set(keys.map(({ name }) => name));
  const isKeyless = (row: ClaimedRow) => personKeysIn(row.address, row.variables).some((name) => !known.has(name));
  const checked = await Promise.all(
    rows.map(async (row) => {
      return !row.isReplaced && isKeyless(row) && (await isReplaced(context, row)) ? { ...row, isReplaced: true } : row;
    }),
  );
  const { onUnreadable } = context;
  const unlocked = unlockWith(context, keys);
  const read = checked.map((row) => {
    if (row.isReplaced) return { ...row, address: "", variables: "{}" };
    const isWhole = personKeysIn(row.address, row.variables).length <= 1; // otherwise someone combined them in the database
    const owners = ownersOf(row.campaign, row.key);
    const address = isWhole ? unlocked.open("address", row.address, owners) : undefined;
    const hidden = COLUMNS.exec(row.variables)?.[1];
    const variables = hidden === undefined ? row.variables : unlocked.open("variables", hidden, owners);
    if (!isWhole) onUnreadable("address", 1);
    return address === undefined || variables === undefined
      ? { ...row, address: "", variables: "{}", isUnreadable: true }
      : { ...row, address, variables };
  });
  unlocked.report();
  return read;
}

/** A missing key means that its data was replaced, unless someone deleted the key in the database. */
async function isReplaced({ inner }: EncryptionContext, row: ClaimedRow): Promise<boolean> {
  const person = await inner.read({ enrollment: row.enrollment });
  const stored = [...(person?.contacts ?? []).map(({ address }) => address), JSON.stringify(person?.variables)];
  const names = personKeysIn(...stored);
  return !personKeysIn(row.address, row.variables).every((name) => names.includes(name));
}

export function decryptQuestions(
  context: EncryptionContext,
  rows: readonly ResolveQuestion[],
): Promise<ResolveQuestion[]> {
  return decryptAll(
    context,
    rows,
    ({ to }) => [to],
    (row, unlocked) => ({ ...row, to: unlocked.open("address", row.to, ownersOf(row.campaign, row.key)) ?? "" }),
  );
}

export function decryptRecipients(
  context: EncryptionContext,
  rows: readonly RecipientRow[],
  campaign: number,
): Promise<RecipientRow[]> {
  return decryptAll(context, rows, addressesOf, (row, unlocked) => ({
    ...row,
    contacts: contactsOf(row, unlocked, ownersOf(campaign, row.key, row.line)),
  }));
}

export function decryptReplies(context: EncryptionContext, rows: readonly ReplyRow[]): Promise<ReplyRow[]> {
  return decryptAll(context, rows, () => [], replyOf);
}

export function decryptRules(context: EncryptionContext, rows: readonly SuppressionRow[]): Promise<SuppressionRow[]> {
  return decryptAll(
    context,
    rows,
    ({ address = "" }) => [address],
    ({ address, ...row }, unlocked) => ({
      ...row,
      address: address === undefined ? undefined : named(context, row, unlocked.show("address", address)),
    }),
  );
}

/** The address of a suppression, checked against its hash: another address may have been substituted. */
function named(
  context: EncryptionContext,
  { channel, digest }: Pick<SuppressionRow, "channel" | "digest">,
  address: string,
): string {
  return contactDigests(context, channel, address).includes(digest) ? address : UNREADABLE;
}

export function decryptCaptured(context: EncryptionContext, rows: readonly CapturedRow[]): Promise<CapturedRow[]> {
  return decryptAll(
    context,
    rows,
    ({ to }) => [to],
    (row, unlocked) => ({
      ...row,
      to: unlocked.show("captured-to", row.to),
      content: hiddenIn(row.content, (value) => unlocked.open("captured-content", value, undefined, row.to)),
    }),
  );
}

export async function decryptPerson(context: EncryptionContext, person: Recipient): Promise<Recipient> {
  const { encrypted = "" } = person.variables as { readonly encrypted?: unknown };
  const [read = person] = await decryptAll(
    context,
    [person],
    (row) => [...addressesOf(row), String(encrypted)],
    (row, unlocked) => {
      const owners = ownersOf(row.campaign, row.key);
      const columns = hiddenIn(row.variables, (value) => unlocked.open("variables", value, owners));
      return {
        ...row,
        contacts: contactsOf(row, unlocked, owners),
        variables: columns as Recipient["variables"],
        replies: row.replies.map((reply) => replyOf(reply, unlocked)),
        signals: row.signals.map(({ detail, ...signal }) => ({
          ...signal,
          ...(detail !== undefined && { detail: unlocked.show("hint", detail) }),
        })),
      };
    },
  );
  return read;
}

async function decryptAll<T>(
  context: EncryptionContext,
  rows: readonly T[],
  valuesOf: (row: T) => readonly string[],
  decrypt: (row: T, unlocked: Unlocked) => T,
): Promise<T[]> {
  const unlocked = await unlock(context, rows.flatMap(valuesOf));
  const read = rows.map((row) => decrypt(row, unlocked));
  unlocked.report();
  return read;
}

function addressesOf({ contacts }: RecipientRow): string[] {
  return contacts.map(({ address }) => address);
}

function contactsOf({ contacts }: RecipientRow, unlocked: Unlocked, owners: readonly string[]): ListedContact[] {
  return contacts.map((one) => ({ ...one, address: unlocked.show("address", one.address, owners) }));
}

function replyOf(reply: ReplyRow, unlocked: Unlocked): ReplyRow {
  const text = unlocked.show("reply-text", reply.text, undefined, reply.from);
  return { ...reply, from: unlocked.show("reply-from", reply.from), text };
}

function hiddenIn(stored: unknown, open: (value: string) => string | undefined): unknown {
  const { encrypted, ...others } = (stored ?? {}) as { readonly encrypted?: unknown };
  if (typeof encrypted !== "string" || Object.keys(others).length > 0 || !encrypted.startsWith("~1.")) return stored;
  const text = open(encrypted);
  return text === undefined ? { unreadable: UNREADABLE } : JSON.parse(text);
}
