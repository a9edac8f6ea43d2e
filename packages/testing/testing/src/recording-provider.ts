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
  /** Virtual time in milliseconds since 1970. */
  readonly at: number;
}

/** What a recording provider does with a message. */
export type Behaviour =
  | { readonly do: "deliver"; readonly afterMs: number }
  /** The provider accepts the message and sends no receipt. */
  | { readonly do: "lose" }
  | { readonly do: "undelivered"; readonly afterMs: number; readonly addressPermanent?: boolean }
  /** The provider refuses the message without sending it. */
  | { readonly do: "refuse"; readonly disposition: "retry" | "reroute" | "reject" }
  /** The provider sends the message, but its answer to the request is lost. */
  | { readonly do: "forget-answer"; readonly deliverAfterMs?: number }
  | { readonly do: "throttle"; readonly retryAfterMs: number };

export interface RecordingOptions {
  readonly provider: string;
  /** The configured provider. The recording provider copies the kind, vendor and capabilities of this provider. */
  readonly like: Pick<Provider, "kind" | "channel" | "vendor" | "capabilities"> &
    Partial<Pick<Provider, "concurrency" | "perSecond" | "sendBudgetMs">>;
  now(): number;
  sleep(ms: number): Promise<void>;
  behave(message: Message): Behaviour;
  onSent(sent: Omit<SentMessage, "key">): void;
  /** Called when a message arrives, even without a receipt. */
  onArrived?(message: Message): void;
  onReceipt(provider: string, items: readonly InboundItem[]): Promise<void>;
}

/** A provider that records messages instead of sending them, and sends receipts like the configured provider. */
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

/** Milliseconds until a message arrives. Half of the messages arrive within three seconds. */
const DELIVERY_MS = { soonest: 1_000, latest: 9_000 } as const;

/** Returns a behaviour that delivers each message after a different time. */
export function delivered(seed: number, provider: string): (message: Message) => Behaviour {
  const { soonest, latest } = DELIVERY_MS;
  return ({ attemptId }) => {
    const drawn = share(seed, provider, "arrival", attemptId);
    return { do: "deliver", afterMs: Math.round(soonest * (latest / soonest) ** drawn) };
  };
}

/** Returns a number in [0, 1) that depends only on the arguments. */
export function share(...names: readonly (string | number)[]): number {
  return Number.parseInt(hash("sha256", names.join(" "), "hex").slice(0, 12), 16) / 2 ** 48;
}

/** Returns the channel of a provider such as `sms.main`. */
export function providerChannel(provider: string): Channel {
  return provider.slice(0, provider.indexOf(".")) as Channel;
}
