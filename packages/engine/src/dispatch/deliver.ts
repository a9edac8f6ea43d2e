import {
  type AttemptOutcome,
  type CapturedMessage,
  type Message,
  openAddress,
  type Provider,
  type ProviderError,
  RelanceError,
} from "@relance/spec";
import type { Needs } from "../base/context.ts";
import type { Delivery } from "../base/engine-options.ts";
import { keptContent } from "../base/kept-content.ts";
import { refNames } from "../base/keyed-hashes.ts";

export const SEND_BUDGET_MS = 10_000;

/** Sends or captures one message, and returns its outcome. Never rejects. */
export async function deliver(
  context: Needs<"options" | "signer">,
  provider: Provider,
  message: Message,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const { attemptId } = message;
  const route = nextRoute(context.options.delivery ?? "capture", message);
  if (route === undefined) {
    const captured: CapturedMessage = {
      channel: message.channel,
      to: plainAddress(message),
      content: keptContent(message.content),
    };
    return { attemptId, kind: "accepted", ref: `captured:${attemptId}`, captured };
  }
  try {
    const sent: { readonly ref?: unknown } = await context.options.send(provider, route, signal);
    const ref = checkRef(sent.ref);
    return { attemptId, kind: "accepted", ref, refName: refNames(context.signer, ref)?.[0] };
  } catch (error) {
    return toOutcome(attemptId, error, provider.perSecond);
  }
}

/** Returns the provider's message id in the form that receipts use. Some APIs return a number or no id. */
function checkRef(ref: unknown): string | undefined {
  if (typeof ref === "number" || typeof ref === "bigint") return String(ref);
  return typeof ref === "string" && ref !== "" ? ref : undefined;
}

function nextRoute(delivery: Delivery, message: Message): Message | undefined {
  if (delivery === "live") return message;
  if (delivery === "capture") return undefined;
  if ("allow" in delivery) {
    const to = plainAddress(message).toLowerCase();
    const isAllowed = delivery.allow.some((rule) =>
      rule.startsWith("*@") ? to.endsWith(rule.slice(1).toLowerCase()) : to === rule.toLowerCase(),
    );
    return isAllowed ? message : undefined;
  }
  const to = delivery.redirect[message.channel];
  return to === undefined ? undefined : { ...message, to: openAddress(message.channel, to) };
}

function plainAddress(message: Message): string {
  return typeof message.to === "string" ? message.to : JSON.stringify(message.to);
}

/** Maximum pause that a provider's API may request: one day, in milliseconds. */
const LONGEST_REST_MS = 86_400_000;

/** Returns the outcome of a failed call. After an unexpected error, it is unknown whether the message was sent. */
export function toOutcome(attemptId: string, error: unknown, perSecond?: number): AttemptOutcome {
  if (RelanceError.is(error) && error.family === "message")
    return { attemptId, kind: "rejected", disposition: "reject", errorCode: error.code };
  if (!isProviderError(error)) return { attemptId, kind: "uncertain", errorCode: "provider/bad-response" };
  const { code: errorCode, vendorCode, disposition, accountFault } = error;
  const retryAfterMs = restMs(error.retryAfterMs);
  if (error.outcome === "unknown") return { attemptId, kind: "uncertain", errorCode, vendorCode };
  if (errorCode === "provider/aborted") return { attemptId, kind: "not-sent" }; // no request was made
  const deferred = { attemptId, kind: "deferred", errorCode, vendorCode, retryAfterMs, accountFault } as const;
  if (errorCode === "provider/rate-limited") return { ...deferred, perSecond };
  if (accountFault) return deferred;
  return { attemptId, kind: "rejected", disposition, errorCode, vendorCode, retryAfterMs };
}

/** Rounds and limits a requested pause to what the store accepts: a custom provider may return any number. */
function restMs(ms: unknown): number | undefined {
  if (typeof ms !== "number" || Number.isNaN(ms)) return undefined;
  return Math.ceil(Math.min(Math.max(0, ms), LONGEST_REST_MS));
}

function isProviderError(error: unknown): error is ProviderError {
  return RelanceError.is(error) && error.family === "provider";
}
