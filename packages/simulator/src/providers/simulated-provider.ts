import {
  type Channel,
  type InboundItem,
  type LookupAnswer,
  type Message,
  type Provider,
  ProviderError,
  type ReceiptItem,
} from "@relance/spec";
import { createRequestLog, type RequestLog } from "../farends/http/request-log.ts";
import type { Courier } from "../world/courier.ts";
import { latencyMs } from "../world/latency.ts";
import type { Letter } from "../world/letter.ts";
import { diceOf } from "../world/seeded-random.ts";
import type { Report } from "../world/submission.ts";
import { receiptReader } from "./receipt-reader.ts";
import { refusalError } from "./refusal-error.ts";
import type { SimulatedOptions } from "./simulated-options.ts";
import { waitUntil } from "./wait-until.ts";

/** A provider without a wire: the same couriers, people and faults as behind the loopback far ends. */
export interface SimulatedProvider<C extends Channel> extends Provider<C> {
  /** Calls of `send`. */
  requests(): number;
  /** Calls of `send` for this attempt: 1 proves that nobody repeated it. */
  requestsOf(attemptId: string): number;
}

/** What a channel has to say about its messages. */
export interface ChannelTrade<C extends Channel> {
  readonly courier: Courier & { readonly channel: C };
  /** It reports what became of a message. */
  readonly receipts: boolean;
  readonly replies: boolean;
  addressOf(message: Message<C>): string;
  letterOf(message: Message<C>): Letter;
}

/** Builds the provider of one channel on its courier. */
export function simulatedProvider<C extends Channel>(
  options: SimulatedOptions,
  trade: ChannelTrade<C>,
): SimulatedProvider<C> {
  const { world, instance, vendor = instance, canLookUp = false } = options;
  const { courier, receipts, replies } = trade;
  const kind = `simulated-${courier.channel}`;
  const log: RequestLog = createRequestLog();
  const known = new Map<string, LookupAnswer>();

  return {
    kind,
    vendor,
    channel: courier.channel,
    capabilities: {
      receipts,
      replies,
      lookupIsAuthoritative: canLookUp,
      validity: courier.channel === "sms",
    },
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.perSecond === undefined ? {} : { perSecond: options.perSecond }),
    ...(options.sendBudgetMs === undefined ? {} : { sendBudgetMs: options.sendBudgetMs }),
    ...(receipts ? { receipts: receiptReader } : {}),
    ...(canLookUp ? { lookup: async ({ attemptId }) => known.get(attemptId) ?? "not-found" } : {}),
    requests: log.total,
    requestsOf: log.of,
    async send(message, { signal }) {
      const { attemptId } = message;
      if (signal.aborted) throw timeout(kind, "not-sent");
      log.add(attemptId);
      const ref = `${instance}:${attemptId}`;
      const verdict = courier.submit({
        address: trade.addressOf(message),
        attemptId,
        validityMs: message.validityMs,
        letter: trade.letterOf(message),
        onReport: (report) => tell(receiptOf(report, attemptId, ref)),
      });
      if (verdict.taken) known.set(attemptId, known.get(attemptId) ?? "still-accepted");
      const isAnswered = await answered(attemptId, signal);
      if (!isAnswered) throw timeout(kind, "unknown");
      if (!verdict.taken) throw refusalError(kind, verdict);
      if (verdict.isAnswerLost) throw lost(kind);
      return { ref };
    },
  };

  async function answered(attemptId: string, signal: AbortSignal): Promise<boolean> {
    if (!options.answerAfter) return true;
    const ms = latencyMs(options.answerAfter, diceOf(world.seed, [instance, attemptId, "answer"]));
    return waitUntil(world.clock, world.clock.now() + ms, signal);
  }

  function tell(item: ReceiptItem): void {
    if (item.attemptId !== undefined) known.set(item.attemptId, item);
    hand(options, item);
  }
}

/** Hands an item to whoever listens, and counts it as under way until they have taken it. */
export function hand({ world, instance, onReceipt }: SimulatedOptions, item: InboundItem): void {
  const taken = onReceipt?.(instance, item);
  if (!(taken instanceof Promise)) return;
  const end = world.begin();
  taken.then(end, end);
}

function receiptOf({ kind, quality, reason, at }: Report, attemptId: string, ref: string): ReceiptItem {
  return {
    type: "receipt",
    kind,
    quality,
    attemptId,
    ref,
    occurredAt: at,
    ...(reason === undefined ? {} : { errorCode: reason, addressPermanent: reason === "unknown-address" }),
  };
}

function timeout(provider: string, outcome: "not-sent" | "unknown"): ProviderError {
  return new ProviderError("provider/timeout", "no answer in time", {
    provider,
    outcome,
    disposition: "retry",
  });
}

function lost(provider: string): ProviderError {
  return new ProviderError("provider/connection-lost", "the answer was lost", {
    provider,
    outcome: "unknown",
    disposition: "retry",
  });
}
