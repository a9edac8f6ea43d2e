import { hash } from "node:crypto";
import {
  type Channel,
  type InboundItem,
  type Message,
  type Provider,
  ProviderError,
  type ReceiptItem,
} from "@relance/spec";

export interface SentMessage {
  readonly provider: string;
  readonly key: string;
  readonly message: Message;
  /** Virtual time, milliseconds since 1970. */
  readonly at: number;
}

/** How a recording provider reacts to a message. */
export type Behaviour =
  | { readonly do: "deliver"; readonly afterMs: number }
  /** The provider accepts the message, and never reports it. */
  | { readonly do: "lose" }
  | { readonly do: "undelivered"; readonly afterMs: number; readonly addressPermanent?: boolean }
  /** The message is certainly not sent. */
  | { readonly do: "refuse"; readonly disposition: "retry" | "reroute" | "reject" }
  /** The message is sent, but the HTTP answer is lost. */
  | { readonly do: "forget-answer"; readonly deliverAfterMs?: number }
  | { readonly do: "throttle"; readonly retryAfterMs: number };

export interface RecordingOptions {
  readonly provider: string;
  /** The configured provider whose kind, vendor and capabilities the recording provider has. */
  readonly like: Pick<Provider, "kind" | "channel" | "vendor" | "capabilities"> &
    Partial<Pick<Provider, "concurrency" | "perSecond" | "sendBudgetMs">>;
  now(): number;
  sleep(ms: number): Promise<void>;
  behave(message: Message): Behaviour;
  onSent(sent: Omit<SentMessage, "key">): void;
  /** Called when a message arrives, even if the provider does not report it. */
  onArrived?(message: Message): void;
  onReceipt(provider: string, items: readonly InboundItem[]): Promise<void>;
}

/** A provider that sends nothing, records all messages, and reports like the provider that it replaces. */
export function recordingProvider(options: RecordingOptions): Provider {
  const { provider, like } = options;

  async function report(
    message: Message,
    fact: Omit<ReceiptItem, "type" | "attemptId">,
    afterMs: number,
  ): Promise<void> {
    const item = { ...fact, attemptId: message.attemptId };
    await options.sleep(afterMs);
    if (item.kind === "delivered") options.onArrived?.(message);
    if (!like.capabilities.receipts) return;
    await options.onReceipt(provider, [{ type: "receipt", ...item }]);
  }

  return {
    kind: like.kind,
    channel: like.channel,
    vendor: like.vendor,
    capabilities: like.capabilities,
    concurrency: like.concurrency ?? 32,
    ...(like.perSecond === undefined ? {} : { perSecond: like.perSecond }),
    ...(like.sendBudgetMs === undefined ? {} : { sendBudgetMs: like.sendBudgetMs }),
    async send(message) {
      const behaviour = options.behave(message);
      const { attemptId } = message;
      const quality = like.channel === "push" ? "device" : "handset";
      if (behaviour.do === "refuse") throw refusal(like.kind, behaviour.disposition);
      if (behaviour.do === "throttle") throw throttled(like.kind, behaviour.retryAfterMs);
      options.onSent({ provider, message, at: options.now() });
      if (behaviour.do === "deliver") void report(message, { kind: "delivered", quality }, behaviour.afterMs);
      if (behaviour.do === "undelivered") {
        const { addressPermanent } = behaviour;
        void report(message, { kind: "undelivered", quality: "carrier", addressPermanent }, behaviour.afterMs);
      }
      if (behaviour.do === "forget-answer") {
        const { deliverAfterMs } = behaviour;
        if (deliverAfterMs !== undefined) void report(message, { kind: "delivered", quality }, deliverAfterMs);
        throw new ProviderError("provider/connection-lost", "the answer was lost", {
          provider: like.kind,
          disposition: "retry",
          outcome: "unknown",
        });
      }
      return { ref: `${provider}:${attemptId}` };
    },
  };
}

function refusal(provider: string, disposition: "retry" | "reroute" | "reject"): ProviderError {
  const code = disposition === "reject" ? "provider/bad-recipient" : "provider/refused";
  return new ProviderError(code, "refused", { provider, disposition });
}

function throttled(provider: string, retryAfterMs: number): ProviderError {
  return new ProviderError("provider/rate-limited", "throttled", { provider, disposition: "retry", retryAfterMs });
}

/** A message arrives after one to nine seconds; half of the messages arrive within three. */
const DELIVERY_MS = { soonest: 1_000, latest: 9_000 } as const;

/** Returns the time until the report, which differs from message to message, as with a healthy provider. */
export function delivered(seed: number, provider: string): (message: Message) => Behaviour {
  const { soonest, latest } = DELIVERY_MS;
  return ({ attemptId }) => {
    const drawn = share(seed, provider, "arrival", attemptId);
    return { do: "deliver", afterMs: Math.round(soonest * (latest / soonest) ** drawn) };
  };
}

/** Returns a number in [0, 1) that depends only on these names, not on the order of calls. */
export function share(...names: readonly (string | number)[]): number {
  return Number.parseInt(hash("sha256", names.join(" "), "hex").slice(0, 12), 16) / 2 ** 48;
}

/** Returns the channel of a provider such as `sms.main`. */
export function channelOf(provider: string): Channel {
  return provider.slice(0, provider.indexOf(".")) as Channel;
}
