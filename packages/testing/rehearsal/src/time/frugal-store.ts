import type { BatchAnswer, ClaimAnswer, Store } from "@relance/spec";

const SECOND_MS = 1_000;
/** Interval at which a rehearsal expires recipients. Deadlines are whole minutes. */
const MINUTE_MS = 60_000;

/** Store verbs after which a claim can return more recipients. */
const CHANGING = [
  "define",
  "enroll",
  "seal",
  "settle",
  "heartbeat",
  "resolve",
  "record",
  "acknowledge",
  "suppress",
  "control",
  "transition",
] as const satisfies readonly (keyof Store)[];

/**
 * Wraps a store to skip calls whose answer cannot have changed. The engine calls the store after every event, and many
 * events occur at the same virtual time.
 */
export function frugalStore(store: Store, now: () => number): Store {
  let changes = 0;
  /** The last claim that returned no recipient, and how long its answer is valid. */
  let empty: { readonly changes: number; readonly able: string; readonly answer: ClaimAnswer } | undefined;

  /** Returns a function that calls `verb` at most once in `ms` milliseconds. */
  function seldom(ms: number, verb: () => Promise<BatchAnswer>): () => Promise<BatchAnswer> {
    let again = Number.NEGATIVE_INFINITY;
    return async () => {
      const at = now();
      if (at < again) return { moved: 0, more: false, now: at, nextDueAt: again };
      const answer = await verb();
      if (answer.moved > 0) changes += 1;
      if (!answer.more) again = Math.floor(at / ms + 1) * ms;
      return answer;
    };
  }

  const changing = CHANGING.map((verb) => [
    verb,
    (...input: unknown[]) => {
      changes += 1;
      return (store[verb] as (...input: unknown[]) => unknown)(...input);
    },
  ]);

  return {
    ...store,
    ...Object.fromEntries(changing),
    async claim(request) {
      const { wants, settle = [] } = request;
      const able = wants.map(({ provider }) => provider).join(" ");
      const isKnown = empty?.changes === changes && empty.able === able && empty.answer.now === now();
      if (settle.length === 0 && isKnown && empty !== undefined) return empty.answer;
      const answer = await store.claim(request);
      const { claimed, nextDueAt = Number.POSITIVE_INFINITY } = answer;
      if (claimed.length > 0 || settle.length > 0) changes += 1;
      const isKept = able !== "" && nextDueAt > answer.now;
      empty = isKept ? { changes, able, answer: { ...answer, settled: [], claimed: [] } } : undefined;
      return answer;
    },
    // the receiver applies items when they arrive, and no worker dies, so `fold` and `recover` have no work
    fold: async () => nothing(now()),
    recover: async () => nothing(now()),
    expire: seldom(MINUTE_MS, store.expire),
    escalate: seldom(SECOND_MS, store.escalate),
  };
}

function nothing(now: number): BatchAnswer {
  return { moved: 0, more: false, now };
}
