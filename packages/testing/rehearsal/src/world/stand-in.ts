import type { Carrier, MailHost, PushService, Report, Submission } from "@relance/simulator";
import {
  type Channel,
  type CompiledCampaign,
  type ContentOf,
  contentParts,
  type LookupAnswer,
  type Message,
  type Provider,
  ProviderError,
  type ReceiptItem,
  type RenderInput,
} from "@relance/spec";
import type { InboundQueue } from "./receiver.ts";
import type { Evidence, Timeline } from "./timeline.ts";

export type ProviderProfile = Pick<Provider, "kind" | "channel" | "vendor" | "capabilities"> & {
  readonly perSecond: number | undefined;
  readonly canLookUp: boolean;
  readonly sendBudgetMs?: number | undefined;
};

export type Courier = Carrier | MailHost | PushService;

/** Receives and counts the messages of the simulated providers. */
export interface StandInPorts {
  readonly inbound: InboundQueue;
  readonly evidence: Evidence;
  readonly timeline: Timeline;
  /** Calls `run` at the time when a receipt that `provider` sends now reaches the gateway. */
  readonly hand: (provider: string, run: () => void) => void;
}

/** Number of parallel calls. The number is high, so that claims are large. Simulated calls take no time. */
const CONCURRENCY = 256;

export function createStandIn(
  provider: string,
  profile: ProviderProfile,
  courier: Courier,
  { inbound, evidence, timeline, hand }: StandInPorts,
): Provider {
  const { kind, vendor, channel, capabilities, perSecond } = profile;
  /** Answers to look-ups of attempts whose receipts did not reach the gateway. */
  const unreported = new Map<string, LookupAnswer>();

  return {
    kind,
    vendor,
    channel,
    capabilities,
    ...(perSecond === undefined ? {} : { perSecond }),
    concurrency: CONCURRENCY,
    ...(profile.sendBudgetMs === undefined ? {} : { sendBudgetMs: profile.sendBudgetMs }),
    ...(profile.canLookUp
      ? { lookup: async ({ attemptId }: { attemptId: string }) => unreported.get(attemptId) ?? "still-accepted" }
      : {}),
    async send(message) {
      const { attemptId } = message;
      const ref = `${provider}:${attemptId}`;
      const lostBefore = courier.tally.lost;
      const verdict = courier.submit({
        address: addressText(message),
        attemptId,
        validityMs: message.validityMs,
        letter: toLetter(message),
        ...(sendsReceipts(channel, capabilities.receipts)
          ? { onReport: (report) => hand(provider, () => reportReceipt(report, attemptId, ref)) }
          : {}),
      });
      if (!verdict.taken) throw refusal(kind, verdict);
      evidence.add(provider);
      timeline.add(provider, attemptId, courier.tally.lost > lostBefore);
      if (verdict.isAnswerLost) throw lost(kind);
      return { ref };
    },
  };

  function reportReceipt(report: Report, attemptId: string, ref: string): void {
    const item = toReceipt(report, attemptId, ref);
    if (inbound.isOpen()) inbound.add(provider, item);
    else if (profile.canLookUp) unreported.set(attemptId, item);
  }
}

/** Returns whether the provider sends receipts. A mail host only sends reports if the configuration reads bounces. */
function sendsReceipts(channel: Channel, receipts: boolean): boolean {
  return channel === "email" || receipts;
}

function addressText({ to }: Message): string {
  if (typeof to === "string") return to;
  return "endpoint" in to ? to.endpoint : JSON.stringify(to);
}

function toLetter({ channel, content, ackUrl }: Message): Submission["letter"] {
  const links = ackUrl === undefined ? [] : [ackUrl];
  const { head, body } = contentParts(channel, content);
  return { text: body, links, ...(head === undefined ? { from: "36000" } : { subject: head.text }) };
}

function toReceipt({ kind, quality, reason, at }: Report, attemptId: string, ref: string): ReceiptItem {
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

/** Passes recipients' replies to `inbound`, if the carrier delivers replies. */
export function forwardReplies(provider: string, carrier: Carrier, inbound: InboundQueue, now: () => number): void {
  carrier.listen(({ from, to, text, optOut, number }) => {
    if (!inbound.isOpen()) return;
    const eventId = `${provider}:in:${number}`;
    inbound.add(provider, { type: "reply", from, to, text, optOut, eventId, occurredAt: now() });
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
