import type { Codec, Store } from "@relance/spec";
import {
  decryptCaptured,
  decryptClaimed,
  decryptPerson,
  decryptQuestions,
  decryptRecipients,
  decryptReplies,
  decryptRules,
} from "./decrypt.ts";
import { encryptItems, encryptOutcomes } from "./items.ts";
import { createMasterFence } from "./master-fence.ts";
import { encryptChunk, encryptRequest, encryptReschedule } from "./people.ts";
import type { PlainStore } from "./plain-store.ts";
import { createReencryption } from "./reencryption.ts";

type Verb = (...input: readonly unknown[]) => unknown;

/**
 * Adds encryption to a store. Wraps a store with the codec that `open` receives. The codec encrypts personal data:
 * addresses, columns, captured messages, replies and raw requests. Keys, languages, zones, states and times stay plain.
 * Encryption does not run in the database thread, so that encryption and SQL use two cores.
 */
export function withCodec<S extends PlainStore>(inner: S): Omit<S, keyof Store> & Store {
  const plain = { ...inner, reencrypt: async () => {} };
  let coded: Partial<Store> = {};
  const verbs = Object.entries(plain).flatMap(([name, verb]) =>
    typeof verb === "function"
      ? [[name, (...input: readonly unknown[]) => ((coded[name as keyof Store] ?? verb) as Verb)(...input)]]
      : [],
  );
  return {
    ...plain,
    ...Object.fromEntries(verbs),
    async open({ codec } = {}) {
      const info = await inner.open();
      if (codec !== undefined) coded = codedVerbs(inner, codec);
      const { marks } = await inner.encrypted({});
      return { ...info, marks };
    },
  };
}

/** The verbs that handle personal data, or that an outdated process must not run. */
function codedVerbs(inner: PlainStore, codec: Codec): Partial<Store> {
  const reencryption = createReencryption(inner, codec);
  const fence = createMasterFence(inner, codec);
  const { deposit } = inner;
  return {
    async enroll(chunk) {
      await fence.pass();
      return inner.enroll(await encryptChunk(codec, chunk));
    },
    async reschedule(input) {
      await fence.pass();
      return inner.reschedule(await encryptReschedule(codec, input));
    },
    async record(items) {
      await fence.pass();
      return inner.record(encryptItems(codec, items));
    },
    async claim({ settle, ...request }) {
      const outcomes = settle && encryptOutcomes(codec, settle);
      if (outcomes !== undefined && (await fence.isBehind())) await inner.settle(request.worker, outcomes);
      await fence.pass();
      const answer = await inner.claim({ ...request, settle: outcomes });
      const isAnyForeign = answer.claimed.some(({ box }) => box !== undefined && fence.isForeign(box));
      const isBehind = isAnyForeign && (await fence.isBehind(true));
      const claimed = isBehind ? answer.claimed.map((row) => ({ ...row, isForeign: true })) : answer.claimed;
      return { ...answer, claimed: decryptClaimed(codec, claimed) };
    },
    async heartbeat(input) {
      if (input.leaving !== true) await fence.pass();
      return inner.heartbeat(input);
    },
    settle: (worker, outcomes) => inner.settle(worker, encryptOutcomes(codec, outcomes)),
    resolve: async (input) => decryptQuestions(codec, await inner.resolve(input)),
    async read(target, options) {
      const person = await inner.read(target, options);
      return person && decryptPerson(codec, person);
    },
    async list(input) {
      const page = await inner.list(input);
      return { ...page, rows: decryptRecipients(codec, page.rows, input.campaign) };
    },
    async replies(input) {
      const page = await inner.replies(input);
      return { ...page, rows: decryptReplies(codec, page.rows) };
    },
    async suppressions(input) {
      const page = await inner.suppressions(input);
      return { ...page, rows: decryptRules(codec, page.rows) };
    },
    async outbox(input) {
      const page = await inner.outbox(input);
      return { ...page, rows: decryptCaptured(codec, page.rows) };
    },
    async erase(input) {
      if (input.people.length === 0) return inner.erase(input);
      await fence.pass(true);
      await reencryption.finish(); // a plain value lacks the keyed hash, which re-encryption adds
      return inner.erase(input);
    },
    async reencrypt(owner, signal) {
      await fence.pass(true);
      await reencryption.pass(owner, signal);
    },
    ...(deposit !== undefined && {
      async deposit(db, requests) {
        fence.passKnown(); // uses the cached answer, because the caller's transaction may hold the only connection
        await deposit(db, await Promise.all(requests.map((request) => encryptRequest(codec, request))));
      },
    }),
  };
}
