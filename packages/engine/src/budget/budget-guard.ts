import type { AttemptOutcome, ChargeItem, ChargeStatus, ClaimedRow, Message } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { messagePrice } from "../base/message-price.ts";

/** For this many milliseconds, a process without a provider's price claims none of the provider's messages. */
const UNPRICED_MS = 30_000;

/** Charges a message to the budget. Returns an outcome if the message must not be sent. Never rejects. */
type BudgetGuard = (row: ClaimedRow, message: Message) => Promise<AttemptOutcome | undefined>;

interface Batch {
  readonly items: ChargeItem[];
  readonly statuses: Promise<readonly ChargeStatus[]>;
}

/** All messages of a claim are charged in one transaction. */
export function createBudgetGuard({ store, versions, options, log }: EngineContext): BudgetGuard {
  let batch: Batch | undefined;

  function begin(): Batch {
    const items: ChargeItem[] = [];
    const statuses = Promise.resolve().then(() => {
      batch = undefined;
      return store.charge(items);
    });
    return { items, statuses };
  }

  async function charge(item: ChargeItem): Promise<ChargeStatus> {
    batch ??= begin();
    const { items, statuses } = batch;
    const place = items.push(item) - 1;
    return (await statuses)[place] ?? "stale";
  }

  function readPrice(currency: string, row: ClaimedRow, message: Message): number | undefined {
    const { prices, segmentsOf } = options;
    if (prices?.currency !== currency) return undefined;
    return messagePrice(prices, row.provider, message, segmentsOf);
  }

  async function reserveFor(row: ClaimedRow, message: Message): Promise<AttemptOutcome | undefined> {
    const { attemptId, provider } = row;
    const { budget } = (await versions.get(row.version)).stored.plan;
    if (budget === undefined) return undefined;
    const micros = readPrice(budget.currency, row, message);
    if (micros === undefined) {
      log({ level: "error", event: "budget.unpriced", facts: { provider } });
      return { attemptId, kind: "deferred", errorCode: "config/price-missing", retryAfterMs: UNPRICED_MS };
    }
    const status = micros === 0 ? "charged" : await charge({ attemptId, micros });
    if (status === "charged") return undefined;
    return { attemptId, kind: "not-sent", ...(status === "over" ? { errorCode: "budget/spent" } : {}) };
  }

  return async (row, message) => {
    try {
      return await reserveFor(row, message);
    } catch {
      return { attemptId: row.attemptId, kind: "not-sent" }; // the store failed, so a later claim retries
    }
  };
}
