import {
  type CapturedRow,
  type ClaimedRow,
  type ListedContact,
  type Person,
  type PersonKey,
  personKeysIn,
  type RecipientRow,
  type ReplyRow,
  type ResolveQuestion,
  type SuppressionRow,
} from "@relance/spec";
import type { EncryptionContext } from "./encryption-context.ts";
import { UNREADABLE, type Unlocked, unlock, unlockWith } from "./unlock.ts";

/** Columns as they are stored, all in one. */
const COLUMNS = /^\{"encrypted":"(~1\.[^"]+)"\}$/;

/**
 * People whose message leaves now. One that cannot be read is marked, and stops nobody else; so is one whose contacts, or
 * columns, were replaced while they were claimed.
 */
export async function decryptClaimed(
  context: EncryptionContext,
  rows: readonly ClaimedRow[],
  keys: readonly PersonKey[],
): Promise<readonly ClaimedRow[]> {
  const known = new Set(keys.map(({ name }) => name));
  const isKeyless = (row: ClaimedRow) =>
    personKeysIn(row.address, row.variables).some((name) => !known.has(name));
  const checked = await Promise.all(
    rows.map(async (row) => {
      return !row.isReplaced && isKeyless(row) && (await isReplaced(context, row))
        ? { ...row, isReplaced: true }
        : row;
    }),
  );
  const { onUnreadable } = context;
  const unlocked = unlockWith(context, keys);
  const read = checked.map((row) => {
    if (row.isReplaced) return { ...row, address: "", variables: "{}" };
    const isWhole = personKeysIn(row.address, row.variables).length <= 1; // else somebody put them together
    const address = isWhole ? unlocked.open("address", row.address) : undefined;
    const hidden = COLUMNS.exec(row.variables)?.[1];
    const variables = hidden === undefined ? row.variables : unlocked.open("variables", hidden);
    if (!isWhole) onUnreadable("address", 1);
    return address === undefined || variables === undefined
      ? { ...row, address: "", variables: "{}", isUnreadable: true }
      : { ...row, address, variables };
  });
  unlocked.report();
  return read;
}

/** A key that is gone went with what it was for, unless somebody took it out. */
async function isReplaced({ inner }: EncryptionContext, row: ClaimedRow): Promise<boolean> {
  const person = await inner.read({ enrollment: row.enrollment });
  const stored = [
    ...(person?.contacts ?? []).map(({ address }) => address),
    JSON.stringify(person?.variables),
  ];
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
    (row, unlocked) => ({ ...row, to: unlocked.open("address", row.to) ?? "" }),
  );
}

export function decryptRecipients(
  context: EncryptionContext,
  rows: readonly RecipientRow[],
): Promise<RecipientRow[]> {
  return decryptAll(context, rows, addressesOf, (row, unlocked) => ({
    ...row,
    contacts: contactsOf(row, unlocked),
  }));
}

export function decryptReplies(context: EncryptionContext, rows: readonly ReplyRow[]): Promise<ReplyRow[]> {
  return decryptAll(context, rows, () => [], replyOf);
}

export function decryptRules(
  context: EncryptionContext,
  rows: readonly SuppressionRow[],
): Promise<SuppressionRow[]> {
  return decryptAll(
    context,
    rows,
    ({ address = "" }) => [address],
    ({ address, ...row }, unlocked) => ({
      ...row,
      address: address === undefined ? undefined : unlocked.show("address", address),
    }),
  );
}

export function decryptCaptured(
  context: EncryptionContext,
  rows: readonly CapturedRow[],
): Promise<CapturedRow[]> {
  return decryptAll(
    context,
    rows,
    ({ to }) => [to],
    (row, unlocked) => ({
      ...row,
      to: unlocked.show("captured", row.to),
      content: hiddenIn(row.content, (value) => unlocked.open("captured", value)),
    }),
  );
}

export async function decryptPerson(context: EncryptionContext, person: Person): Promise<Person> {
  const { encrypted = "" } = person.variables as { readonly encrypted?: unknown };
  const [read = person] = await decryptAll(
    context,
    [person],
    (row) => [...addressesOf(row), String(encrypted)],
    (row, unlocked) => ({
      ...row,
      contacts: contactsOf(row, unlocked),
      variables: hiddenIn(row.variables, (value) => unlocked.open("variables", value)) as Person["variables"],
      replies: row.replies.map((reply) => replyOf(reply, unlocked)),
      signals: row.signals.map(({ detail, ...signal }) => ({
        ...signal,
        ...(detail !== undefined && { detail: unlocked.show("hint", detail) }),
      })),
    }),
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

function contactsOf({ contacts }: RecipientRow, unlocked: Unlocked): ListedContact[] {
  return contacts.map((contact) => ({ ...contact, address: unlocked.show("address", contact.address) }));
}

function replyOf(reply: ReplyRow, unlocked: Unlocked): ReplyRow {
  return { ...reply, from: unlocked.show("reply", reply.from), text: unlocked.show("reply", reply.text) };
}

/** A value that is stored as `{ encrypted: … }`. */
function hiddenIn(stored: unknown, open: (value: string) => string | undefined): unknown {
  const { encrypted, ...others } = (stored ?? {}) as { readonly encrypted?: unknown };
  if (typeof encrypted !== "string" || Object.keys(others).length > 0 || !encrypted.startsWith("~1."))
    return stored;
  const text = open(encrypted);
  return text === undefined ? { unreadable: UNREADABLE } : JSON.parse(text);
}
