import type { Carrier, MailHost, PushService, Report, Submission } from "@relance/simulator";
import {
  type Channel,
  type CompiledCampaign,
  type ContentOf,
  type LookupAnswer,
  type Message,
  type Provider,
  ProviderError,
  partsOf,
  type ReceiptItem,
  type RenderInput,
} from "@relance/spec";
import type { Ear } from "./reception.ts";
import type { Evidence, Timeline } from "./timeline.ts";

export type Likeness = Pick<Provider, "kind" | "channel" | "vendor" | "capabilities"> & {
  readonly perSecond: number | undefined;
  readonly canLookUp: boolean;
  readonly sendBudgetMs?: number | undefined;
};

export type Courier = Carrier | MailHost | PushService;

/** Receives and counts the messages of the simulated providers. */
export interface Outside {
  readonly ear: Ear;
  readonly evidence: Evidence;
  readonly timeline: Timeline;
  /** Calls the function when a receipt that this provider sends now reaches the gateway. */
  readonly hand: (provider: string, run: () => void) => void;
}

/** Number of parallel calls. Simulated calls take no time, so a large number only permits large claims. */
const CONCURRENCY = 256;

export function standIn(
  provider: string,
  like: Likeness,
  courier: Courier,
  { ear, evidence, timeline, hand }: Outside,
): Provider {
  const { kind, vendor, channel, capabilities, perSecond } = like;
  /** Answers to look-ups of attempts whose receipts did not reach the gateway. */
  const untold = new Map<string, LookupAnswer>();

  return {
    kind,
    vendor,
    channel,
    capabilities,
    ...(perSecond === undefined ? {} : { perSecond }),
    concurrency: CONCURRENCY,
    ...(like.sendBudgetMs === undefined ? {} : { sendBudgetMs: like.sendBudgetMs }),
    ...(like.canLookUp
      ? { lookup: async ({ attemptId }: { attemptId: string }) => untold.get(attemptId) ?? "still-accepted" }
      : {}),
    async send(message) {
      const { attemptId } = message;
      const ref = `${provider}:${attemptId}`;
      const lostBefore = courier.tally.lost;
      const verdict = courier.submit({
        address: addressOf(message),
        attemptId,
        validityMs: message.validityMs,
        letter: letterOf(message),
        ...(tells(channel, capabilities.receipts)
          ? { onReport: (report) => hand(provider, () => tell(report, attemptId, ref)) }
          : {}),
      });
      if (!verdict.taken) throw refusal(kind, verdict);
      evidence.taken(provider);
      timeline.taken(provider, courier.tally.lost > lostBefore);
      if (verdict.isAnswerLost) throw lost(kind);
      return { ref };
    },
  };

  function tell(report: Report, attemptId: string, ref: string): void {
    const item = receiptOf(report, attemptId, ref);
    if (ear.isOpen()) ear.hear(provider, item);
    else if (like.canLookUp) untold.set(attemptId, item);
  }
}

/** Returns whether the provider sends receipts. A mail host reports bounces if the configuration reads bounces. */
function tells(channel: Channel, receipts: boolean): boolean {
  return channel === "email" || receipts;
}

function addressOf({ to }: Message): string {
  if (typeof to === "string") return to;
  return "endpoint" in to ? to.endpoint : JSON.stringify(to);
}

function letterOf({ channel, content, ackUrl }: Message): Submission["letter"] {
  const links = ackUrl === undefined ? [] : [ackUrl];
  const { head, body } = partsOf(channel, content);
  return { text: body, links, ...(head === undefined ? { from: "36000" } : { subject: head.text }) };
}

function receiptOf({ kind, quality, reason, at }: Report, attemptId: string, ref: string): ReceiptItem {
  const why = reason === undefined ? {} : { errorCode: reason, addressPermanent: reason === "unknown-address" };
  return { type: "receipt", kind, quality, attemptId, ref, occurredAt: at, ...why };
}

function refusal(provider: string, verdict: Extract<ReturnType<Courier["submit"]>, { taken: false }>): ProviderError {
  if (verdict.why === "throttled") {
    const { retryAfterMs } = verdict;
    return new ProviderError("provider/rate-limited", "too many messages", {
      provider,
      disposition: "retry",
      retryAfterMs,
    });
  }
  if (verdict.why === "unavailable") {
    return new ProviderError("provider/unavailable", "closed for now", { provider, disposition: "reroute" });
  }
  const code = verdict.why === "opted-out" ? "provider/opted-out" : "provider/bad-recipient";
  return new ProviderError(code, verdict.why, { provider, disposition: "reject" });
}

function lost(provider: string): ProviderError {
  return new ProviderError("provider/connection-lost", "the answer was lost", {
    provider,
    outcome: "unknown",
    disposition: "retry",
  });
}

/** Passes recipients' replies to `ear`, if the carrier delivers replies. */
export function bringReplies(provider: string, carrier: Carrier, ear: Ear, now: () => number): void {
  carrier.listen(({ from, to, text, optOut, number }) => {
    if (!ear.isOpen()) return;
    const eventId = `${provider}:in:${number}`;
    ear.hear(provider, { type: "reply", from, to, text, optOut, eventId, occurredAt: now() });
  });
}

/** Maximum number of rendered texts in the cache. */
const MOST = 20_000;

/**
 * Renders a campaign's messages once per step, language, reply code and set of filled columns. Simulated recipients
 * read only the reply code, so the other values do not matter.
 */
export function renderedOnce(compiled: CompiledCampaign): CompiledCampaign {
  const known = new Map<string, ContentOf<Channel>>();
  return {
    ...compiled,
    render(step, input) {
      const key = `${step} ${input.locale ?? ""} ${input.ack.code} ${filledColumns(input)}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      if (known.size >= MOST) known.clear();
      const content = compiled.render(step, input);
      known.set(key, content);
      return content;
    },
  };
}

function filledColumns({ variables }: RenderInput): string {
  let names = "";
  for (const name in variables) {
    const value = variables[name];
    if (value !== undefined && value !== null && value !== "") names += `${name} `;
  }
  return names;
}
