import { destinationOf } from "@relance/rules";
import {
  type Contact,
  channelOfProvider,
  ENCRYPTED,
  type EnrollRow,
  type InboundItem,
  isEncrypted,
  type KeptContact,
  type KeptRefusal,
  type OutdatedRow,
  type PersonKey,
  type RewrittenRow,
  StoreError,
  type StoreRequest,
} from "@relance/spec";
import { contactDigests, storedName } from "../base/contact-names.ts";
import { peekLease } from "../base/leased-task.ts";
import { encryptRefusal, encryptRow } from "./encrypt-rows.ts";
import { type EncryptionContext, NO_CAMPAIGN, ownerOf } from "./encryption-context.ts";
import type { PersonalCipher, PersonalKind } from "./personal-cipher.ts";

const TASK = "encryption";
const LEASE_MS = 60_000;
const DONE = "done";
/** Bytes encrypted before other work may run: some milliseconds. */
const TOGETHER_BYTES = 65_536;
/** Cost of a row besides its bytes: its own key. */
const ROW_BYTES = 1_000;

/** Re-encrypts stored data with the newest master key. */
export interface Reencryption {
  /** Runs until `signal` aborts, unless another process does; resumes next time. */
  pass(owner: string, signal: AbortSignal): Promise<void>;
  /** Runs to the end, even next to another process. */
  finish(): Promise<void>;
}

/**
 * Encrypts plain data, and re-encrypts data under older master keys, in batches of full scans. It scans until one scan
 * finds nothing, and again whenever an outdated process writes under an older key.
 */
export function createReencryption(context: EncryptionContext): Reencryption {
  const { inner, cipher } = context;
  const [mark] = cipher.marks;
  let isWalked = false;

  async function isAllNewest(): Promise<boolean> {
    return (await inner.masterKeys()).every((used) => used === mark);
  }

  /** One batch. Returns the next position and the number written. */
  async function batch(cursor: string | undefined): Promise<{ cursor: string | undefined; written: number }> {
    const page = await inner.rowsToReencrypt({ newest: `${ENCRYPTED}m${mark}.`, cursor });
    const rows: RewrittenRow[] = [];
    let bytes = 0;
    for (const row of page.rows) {
      bytes += ROW_BYTES + row.values.reduce((sum, { length }) => sum + length, 0);
      if (bytes > TOGETHER_BYTES) {
        await context.yield();
        bytes = 0;
      }
      const rewritten = await reencryptRow(context, row);
      if (rewritten !== undefined) rows.push(rewritten);
    }
    const written = rows.length === 0 ? 0 : await inner.rewrite(rows);
    return { cursor: page.cursor, written };
  }

  return {
    async pass(owner, signal) {
      const isCurrent = await isAllNewest();
      if (isWalked && isCurrent) return;
      const task = { name: TASK, owner, leaseMs: LEASE_MS };
      const { status, data = "" } = await inner.lease(task);
      if (status !== "owned") return;
      const save = (place: string, release: boolean) =>
        inner.lease({ ...task, save: { data: `${mark} ${place}`, release } });
      const known = placeIn(data, mark);
      const place = known === DONE && !isCurrent ? "" : known;
      if (place === DONE) {
        isWalked = true;
        await save(DONE, true);
        return;
      }
      const [found = "0", ...rest] = place.split(" ");
      let cursor: string | undefined = rest.join(" ") || undefined;
      let written = Number(found) || 0;
      while (!signal.aborted) {
        const step = await batch(cursor);
        written += step.written;
        cursor = step.cursor;
        if (cursor === undefined && written === 0) {
          await inner.rewrite([]);
          isWalked = (await save(DONE, true)).status === "owned";
          return;
        }
        if (cursor === undefined) written = 0; // restart from the beginning
        if ((await save(`${written} ${cursor ?? ""}`, false)).status !== "owned") return;
      }
      await save(`${written} ${cursor ?? ""}`, true);
    },
    async finish() {
      const isDone = isWalked || placeIn((await peekLease(inner, TASK)) ?? "", mark) === DONE;
      if (isDone && (await isAllNewest())) return; // else a process wrote under an older one since
      let cursor: string | undefined;
      do ({ cursor } = await batch(cursor));
      while (cursor !== undefined);
    },
  };
}

/** The scan's position under this master key; another key restarts it. */
function placeIn(data: string, mark: string): string {
  const [of, ...place] = data.split(" ");
  return of === mark ? place.join(" ") : "";
}

/** What is to stand in the place of a row that is readable, or under an older master key; `undefined` = it cannot be read. */
async function reencryptRow(context: EncryptionContext, row: OutdatedRow): Promise<RewrittenRow | undefined> {
  const { cipher } = context;
  const [first = "", second = ""] = row.values;
  switch (row.place) {
    case "requests":
      return { ...row, rewritten: [JSON.stringify(reencryptRequest(context, JSON.parse(String(first))))] };
    case "raw": {
      const bytes = first as Uint8Array;
      const plain = isEncrypted(bytes) ? cipher.decryptBytes(bytes) : bytes;
      const rewritten = plain === undefined ? relabelBytes(cipher, bytes) : cipher.encryptBytes(plain);
      return rewritten && { ...row, rewritten: [rewritten] };
    }
    case "inbox":
      return reencryptItem(context, row, JSON.parse(String(first)) as InboundItem);
    case "outbox": {
      const to = again(context, "captured-to", String(first));
      const { encrypted } = JSON.parse(String(second)) as { readonly encrypted?: string };
      const content = to && again(context, "captured-content", encrypted ?? String(second), String(first), to);
      const isRead = to !== undefined && content !== undefined;
      return isRead ? { ...row, rewritten: [to, JSON.stringify({ encrypted: content })] } : undefined;
    }
    case "refusals":
      return encryptContacts(context, row, JSON.parse(String(first)) as Contact[]);
    case "people":
      return encryptPerson(context, row, JSON.parse(String(first)) as Contact[], String(second));
    case "person_keys": {
      const wrapped = String(first);
      const kept = cipher.rewrap({ name: String(row.id), wrapped })?.wrapped ?? relabel(cipher, wrapped);
      return kept === undefined ? undefined : { ...row, rewritten: [kept] };
    }
  }
}

/**
 * Encrypts with the newest master key, from plain text or an older key.
 * @param before - the ciphertext it belonged to; `beside` = the one it belongs to now
 */
function again(
  { cipher }: EncryptionContext,
  kind: PersonalKind,
  value: string,
  before?: string,
  beside?: string,
): string | undefined {
  const text = isEncrypted(value) ? cipher.shared.decrypt(kind, value, before) : value;
  return text === undefined ? relabel(cipher, value) : cipher.shared.encrypt(kind, text, beside);
}

async function reencryptItem(
  context: EncryptionContext,
  row: OutdatedRow,
  item: InboundItem,
): Promise<RewrittenRow | undefined> {
  if (item.type === "signal") {
    const detail = again(context, "hint", item.detail ?? "");
    return detail === undefined ? undefined : { ...row, rewritten: [JSON.stringify({ ...item, detail })] };
  }
  if (item.type !== "reply") return undefined;
  const from = again(context, "reply-from", item.from);
  const text = from && again(context, "reply-text", item.text, item.from, from);
  if (from === undefined || text === undefined) return undefined;
  const rewritten = [JSON.stringify({ ...item, from, text })];
  if (isEncrypted(item.from)) return { ...row, rewritten }; // its hash is stored
  const digests = contactDigests(context, channelOfProvider(row.provider ?? "") ?? "sms", item.from);
  const digest = await storedName({ store: context.inner }, digests); // the recipient's stored hash
  return { ...row, rewritten, digests: [digest] };
}

function ownerAt({ owner }: OutdatedRow): string {
  if (owner === undefined) throw new StoreError("store/damaged", "a row of people has no owner");
  return ownerOf(owner.campaign, owner.key, owner.line);
}

function encryptContacts(context: EncryptionContext, row: OutdatedRow, contacts: readonly Contact[]): RewrittenRow {
  const key = context.cipher.newKey(ownerAt(row));
  const hidden = contacts.map(({ channel, address }) => ({ channel, address: key.encrypt("address", address) }));
  const named = contacts.map(({ channel, address }) => contactDigests(context, channel, address));
  const digests = [...named.map(([newest]) => newest), ...named.flatMap(([, ...older]) => older)];
  return { ...row, rewritten: [JSON.stringify(hidden)], digests, personKey: key.kept };
}

function encryptPerson(
  { cipher }: EncryptionContext,
  row: OutdatedRow,
  contacts: readonly Contact[],
  variables: string,
): RewrittenRow {
  const key = cipher.newKey(ownerAt(row));
  const hidden = contacts.map(
    ({ channel, address }): KeptContact => ({
      channel,
      address: key.encrypt("address", address),
      destination: destinationOf(channel, address),
    }),
  );
  const columns = variables === "{}" ? variables : JSON.stringify({ encrypted: key.encrypt("variables", variables) });
  return { ...row, rewritten: [JSON.stringify(hidden), columns], personKey: key.kept };
}

/** Re-encrypts a waiting request: rewraps recipients' keys and encrypts plain recipients. */
function reencryptRequest(context: EncryptionContext, request: StoreRequest): StoreRequest {
  const rowsOf = (all: readonly EnrollRow[], campaign: number) =>
    all.map((row): EnrollRow => withNewestKey(context, row) ?? encryptRow(context, row, campaign));
  if (request.verb === "reschedule") {
    const { input } = request;
    return { ...request, input: { ...input, rows: rowsOf(input.rows, input.campaign) } };
  }
  if (request.verb !== "enroll" && request.verb !== "send") return request;
  const { chunk } = request;
  const campaign = request.verb === "enroll" ? request.chunk.campaign : NO_CAMPAIGN;
  const rows = rowsOf(chunk.rows, campaign);
  const refused = chunk.refused.map(
    (row): KeptRefusal => withNewestKey(context, row) ?? encryptRefusal(context, row, campaign),
  );
  return { ...request, chunk: { ...chunk, rows, refused } } as StoreRequest;
}

function withNewestKey<T extends { readonly personKey?: PersonKey | undefined }>(
  { cipher }: EncryptionContext,
  row: T,
): T | undefined {
  const { personKey } = row;
  if (personKey === undefined) return undefined;
  const wrapped = cipher.rewrap(personKey)?.wrapped ?? relabel(cipher, personKey.wrapped);
  return wrapped === undefined ? row : { ...row, personKey: { ...personKey, wrapped } };
}

/**
 * Relabels a damaged ciphertext with the newest master key's name: it stays unreadable and otherwise unchanged.
 * Otherwise one such row would keep an older secret in use forever. `undefined` = under a missing key.
 */
function relabel({ marks }: PersonalCipher, value: string): string | undefined {
  const [form = "", name = "", ...rest] = value.split(".");
  return marks.some((mark) => name === `m${mark}`) ? [form, `m${marks[0]}`, ...rest].join(".") : undefined;
}

/** As {@link relabel}, of bytes. */
function relabelBytes(cipher: PersonalCipher, bytes: Uint8Array): Uint8Array | undefined {
  const value = relabel(cipher, Buffer.from(bytes).toString("latin1"));
  return value === undefined ? undefined : Buffer.from(value, "latin1");
}
