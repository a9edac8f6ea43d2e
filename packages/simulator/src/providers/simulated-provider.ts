import {
  type Channel,
  type InboundItem,
  type LookupAnswer,
  type Message,
  type Provider,
  ProviderError,
  type ReceiptItem,
  type ReceiptReader,
  WebhookError,
} from "@relance/spec";
import { createRequestLog, type RequestLog } from "../farends/http/http-far-end.ts";
import type { Clock } from "../world/clock.ts";
import type { Courier } from "../world/courier.ts";
import { type Latency, latencyMs } from "../world/latency.ts";
import type { Letter } from "../world/letter.ts";
import { diceOf } from "../world/seeded-random.ts";
import type { Refusal, Report } from "../world/submission.ts";
import type { World } from "../world/world.ts";

/**
 * Reads items as JSON. In a simulation they are handed over directly; this is for hosts that would rather have them
 * through their own webhook.
 */
const receiptReader: ReceiptReader = {
  proof: "signed-url",
  parse({ body }) {
    const items = itemsIn(body);
    if (!items) throw new WebhookError("webhook/unreadable", "the body is no JSON list of items");
    return items;
  },
};

function itemsIn(body: Uint8Array): readonly InboundItem[] | undefined {
  try {
    const items: unknown = JSON.parse(new TextDecoder().decode(body));
    return Array.isArray(items) ? (items as readonly InboundItem[]) : undefined;
  } catch {
    return undefined;
  }
}

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

/** A courier's no in the words of the dispatcher: nothing was sent, and what to do next. */
function refusalError(provider: string, refusal: Refusal): ProviderError {
  if (refusal.why === "throttled") {
    const { retryAfterMs } = refusal;
    return new ProviderError("provider/rate-limited", "too many messages", {
      provider,
      disposition: "retry",
      retryAfterMs,
    });
  }
  if (refusal.why === "unavailable") {
    return new ProviderError("provider/unavailable", "closed for now", { provider, disposition: "reroute" });
  }
  const code = refusal.why === "opted-out" ? "provider/opted-out" : "provider/bad-recipient";
  return new ProviderError(code, refusal.why, { provider, disposition: "reject", vendorCode: refusal.why });
}

/** Waits by the world's clock; false when `signal` ended the wait. */
function waitUntil(clock: Clock, instant: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = () => resolve(false);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    clock.at(instant, () => {
      signal.removeEventListener("abort", stop);
      resolve(true);
    });
  });
}

/** What a provider that lives in the world needs. */
export interface SimulatedOptions {
  readonly world: World;
  /** Its place in the configuration, such as `sms.main`; also the name of its courier in the world. */
  readonly instance: string;
  /** @default the instance's name */
  readonly vendor?: string | undefined;
  /**
   * Hears what the world says of this provider's messages, in place of a webhook. What it returns counts as work
   * under way until it ends. @default nobody listens
   */
  readonly onReceipt?: ((instance: string, item: InboundItem) => unknown) | undefined;
  /** How long an answer takes, by the world's clock. @default it comes at once */
  readonly answerAfter?: Latency | undefined;
  /** It can be asked about an attempt, and "not found" proves that nothing was sent. @default false */
  readonly canLookUp?: boolean | undefined;
  /** Calls on the wire at once. */
  readonly concurrency?: number | undefined;
  /** Most messages a second. */
  readonly perSecond?: number | undefined;
  /** The longest one `send` may take, in milliseconds. */
  readonly sendBudgetMs?: number | undefined;
}
