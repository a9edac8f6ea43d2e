import type { AttemptOutcome, ClaimedRow, ClaimWant } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { addressMessage } from "./address-message.ts";
import { deliver, SEND_BUDGET_MS } from "./deliver.ts";
import { outcomeOf } from "./outcome-of.ts";
import { createSlots } from "./slots.ts";
import { createWire } from "./wire.ts";

/** One claim is being read while the one before is being sent. */
const CLAIMS_AT_ONCE = 2;

/** What one round of claiming came to. */
export interface Round {
  readonly claimed: number;
  /** When more could be claimed, by the store's clock; absent = nothing waits to be sent. */
  readonly nextDueAt: number | undefined;
  /** The store's clock. */
  readonly now: number;
}

/** Claims what can leave now, sends it, and settles what came back in one transaction with the next claim. */
export interface Dispatcher {
  canClaim(): boolean;
  /** One claim; `undefined` when there is neither a free slot nor an outcome to write. */
  round(worker: string): Promise<Round | undefined>;
  /** Writes outcomes without claiming more. */
  settle(worker: string): Promise<void>;
  /** Messages on the wire, claims and outcomes under way. */
  inFlight(): number;
  /** Ends every call on the wire. */
  abort(): void;
}

export function createDispatcher(context: EngineContext, onFinished: () => void): Dispatcher {
  const { runtime, store, providers } = context;
  const slots = createSlots(context);
  const wire = createWire(runtime);
  let finished: AttemptOutcome[] = [];
  let sending = 0;
  let claiming = 0;
  let settling = 0;

  async function send(row: ClaimedRow, claimedAt: number, storeNow: number): Promise<void> {
    sending += 1;
    const outcome = await attempt(row, claimedAt, storeNow);
    finished.push(outcome);
    sending -= 1;
    slots.giveBack(row.provider, 1);
    onFinished();
  }

  async function attempt(row: ClaimedRow, claimedAt: number, storeNow: number): Promise<AttemptOutcome> {
    const { attemptId } = row;
    const provider = providers.get(row.provider);
    if (provider === undefined) return { attemptId, kind: "not-sent" };
    const budgetMs = provider.sendBudgetMs ?? SEND_BUDGET_MS;
    try {
      const message = addressMessage(context, await context.versions.get(row.version), row, storeNow);
      // a process that was frozen since the claim must not send what others may have taken over
      if (wire.stopped || runtime.now() - claimedAt > budgetMs) return { attemptId, kind: "not-sent" };
      return await wire.run(budgetMs, (signal) => deliver(context, provider, message, signal));
    } catch (error) {
      return outcomeOf(attemptId, error);
    }
  }

  async function claim(worker: string, wants: readonly ClaimWant[]): Promise<Round | undefined> {
    const settle = finished;
    if (wants.length === 0 && settle.length === 0) return undefined;
    finished = [];
    settling += settle.length;
    const claimedAt = runtime.now();
    try {
      const answer = await store.claim({ worker, wants, settle });
      const got = new Map<string, number>();
      for (const row of answer.claimed) {
        got.set(row.provider, (got.get(row.provider) ?? 0) + 1);
        void send(row, claimedAt, answer.now);
      }
      for (const want of wants) slots.giveBack(want.provider, want.slots - (got.get(want.provider) ?? 0));
      return { claimed: answer.claimed.length, nextDueAt: answer.nextDueAt, now: answer.now };
    } catch (error) {
      finished = settle.concat(finished); // an outcome is never lost with a failed transaction
      for (const want of wants) slots.giveBack(want.provider, want.slots);
      throw error;
    } finally {
      settling -= settle.length;
    }
  }

  return {
    canClaim: () => claiming < CLAIMS_AT_ONCE && !wire.stopped,
    inFlight: () => sending + finished.length + settling + claiming,
    abort: () => wire.stop(),
    async round(worker) {
      claiming += 1;
      try {
        return await claim(worker, await slots.take());
      } finally {
        claiming -= 1;
      }
    },
    async settle(worker) {
      const outcomes = finished;
      if (outcomes.length === 0) return;
      finished = [];
      settling += outcomes.length;
      try {
        await store.settle(worker, outcomes);
      } catch (error) {
        finished = outcomes.concat(finished);
        throw error;
      } finally {
        settling -= outcomes.length;
      }
    },
  };
}
