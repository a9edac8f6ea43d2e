import {
  type AttemptOutcome,
  type ClaimedRow,
  type EnrollRow,
  isEncrypted,
  type KeptContent,
  type ReceiptRow,
  type Store,
} from "@relance/spec";
import {
  decryptCaptured,
  decryptClaimed,
  decryptPerson,
  decryptQuestions,
  decryptRecipients,
  decryptReplies,
  decryptRules,
} from "./decrypt-rows.ts";
import { encryptChunk, encryptItems, encryptRequest, encryptReschedule } from "./encrypt-rows.ts";
import type { EncryptionContext } from "./encryption-context.ts";
import { checkMasters, createMasterFence } from "./master-fence.ts";
import { createReencryption } from "./re-encrypt.ts";

/** A store, and its re-encryption with the newest master key. */
export interface EncryptedStore {
  readonly store: Store;
  /** Encrypts rows ahead of their chunk. */
  readonly encryptRows: (campaign: number, rows: readonly EnrollRow[]) => Promise<readonly EnrollRow[]>;
  /** Re-encrypts until `signal` aborts; `owner` resumes there. */
  readonly reencrypt: (owner: string, signal: AbortSignal) => Promise<void>;
}

/**
 * Wraps a store so that personal data is encrypted in it: addresses, columns, captured messages, replies, raw requests.
 * Keys, languages, zones, states and times stay plain.
 *
 * Its `open` also throws {@link ConfigError} `config/secret-missing` if a master key of the store is missing.
 */
export function encryptedStore(context: EncryptionContext): EncryptedStore {
  const { inner } = context;
  const reencryption = createReencryption(context);
  const fence = createMasterFence(context);
  const own: Partial<Store> = {
    async open() {
      const info = await inner.open();
      await checkMasters(inner, context.cipher.marks);
      return info;
    },
    async enroll(chunk) {
      await fence.pass();
      return inner.enroll(await encryptChunk(context, chunk));
    },
    async reschedule(input) {
      await fence.pass();
      return inner.reschedule(await encryptReschedule(context, input));
    },
    async record(items) {
      await fence.pass();
      return inner.record(encryptItems(context, items));
    },
    async claim({ settle, ...request }) {
      const outcomes = settle && encryptOutcomes(context, settle);
      if (outcomes !== undefined && (await fence.isBehind())) await inner.settle(request.worker, outcomes);
      await fence.pass();
      const answer = await inner.claim({ ...request, settle: outcomes });
      const { keys = [] } = answer;
      const isBehind = keys.some((kept) => fence.isForeign(kept)) && (await fence.isBehind(true));
      const claimed = isBehind ? answer.claimed.map(givenBack) : answer.claimed;
      return { ...answer, claimed: await decryptClaimed(context, claimed, keys) };
    },
    async heartbeat(input) {
      if (input.leaving !== true) await fence.pass();
      return inner.heartbeat(input);
    },
    settle: (worker, outcomes) => inner.settle(worker, encryptOutcomes(context, outcomes)),
    async resolve(input) {
      return decryptQuestions(context, await inner.resolve(input));
    },
    async read(target) {
      const read = () => inner.read(target);
      return readTwice(context, read, async (under, person) => person && decryptPerson(under, person));
    },
    async list(input) {
      const read = () => inner.list(input);
      return readTwice(context, read, async (under, page) => {
        return { ...page, rows: await decryptRecipients(under, page.rows, input.campaign) };
      });
    },
    async replies(input) {
      const page = await inner.replies(input);
      return { ...page, rows: await decryptReplies(context, page.rows) };
    },
    async suppressions(input) {
      const page = await inner.suppressions(input);
      return { ...page, rows: await decryptRules(context, page.rows) };
    },
    async outbox(input) {
      const page = await inner.outbox(input);
      return { ...page, rows: await decryptCaptured(context, page.rows) };
    },
    async receipts(input) {
      return (await inner.receipts(input)).map((row) => withRequest(context, row));
    },
    async erase(input) {
      if (input.people.length === 0) return inner.erase(input);
      await fence.pass(true);
      await reencryption.finish(); // plain values without a key have no hash yet
      return inner.erase(input);
    },
  };
  const { deposit } = inner;
  if (deposit !== undefined) {
    const depositEncrypted: typeof deposit = async (db, requests) => {
      fence.passKnown(); // the caller's transaction may use the only connection
      const encrypted = await Promise.all(requests.map((request) => encryptRequest(context, request)));
      return deposit.call(inner, db, encrypted);
    };
    Object.assign(own, { deposit: depositEncrypted });
  }
  const store = new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(name in own ? own : target, name);
      return typeof value === "function" && !(name in own) ? value.bind(target) : value;
    },
  });
  return {
    store,
    encryptRows: async (campaign, rows) => (await encryptChunk(context, { campaign, rows, refused: [] })).rows,
    async reencrypt(owner, signal) {
      await fence.pass(true);
      await reencryption.pass(owner, signal);
    },
  };
}

/** A row that this process cannot read: another process claims it. */
function givenBack(row: ClaimedRow): ClaimedRow {
  return { ...row, isReplaced: true };
}

/** Reads again if something is unreadable: a replacement in between deletes the old key. */
async function readTwice<T>(
  context: EncryptionContext,
  read: () => Promise<T>,
  decrypt: (context: EncryptionContext, answer: T) => Promise<T>,
): Promise<T> {
  let isReadable = true;
  const onUnreadable = () => {
    isReadable = false;
  };
  const first = await decrypt({ ...context, onUnreadable }, await read());
  return isReadable ? first : decrypt(context, await read());
}

/** Encrypts captured messages, address included. */
function encryptOutcomes({ cipher }: EncryptionContext, outcomes: readonly AttemptOutcome[]): AttemptOutcome[] {
  return outcomes.map((outcome) => {
    const { captured } = outcome;
    if (captured === undefined) return outcome;
    const to = cipher.shared.encrypt("captured-to", captured.to);
    const encrypted = cipher.shared.encrypt("captured-content", JSON.stringify(captured.content), to);
    return { ...outcome, captured: { ...captured, to, content: { encrypted } as unknown as KeptContent } };
  });
}

/** The raw request of a receipt; absent if unreadable. */
function withRequest({ cipher, onUnreadable }: EncryptionContext, row: ReceiptRow): ReceiptRow {
  const { request } = row;
  if (request === undefined || !isEncrypted(request)) return row;
  const plain = cipher.decryptBytes(request);
  if (plain === undefined) onUnreadable("request", 1);
  return { ...row, request: plain };
}
