import type { AttemptOutcome, CapturedMessage, Message, Provider } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import type { Delivery } from "../engine-options.ts";
import { refNames } from "../ref-names.ts";
import { keptContent } from "./kept-content.ts";
import { outcomeOf } from "./outcome-of.ts";

/** Longest one send may take when the provider names nothing, in milliseconds. */
export const SEND_BUDGET_MS = 10_000;

/** Sends one message, or captures it, and tells what that proves. Never rejects. */
export async function deliver(
  context: EngineContext,
  provider: Provider,
  message: Message,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const { attemptId } = message;
  const route = routeOf(context.options.delivery ?? "capture", message);
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
    const ref = refOf(sent.ref);
    return { attemptId, kind: "accepted", ref, refName: refNames(context.signer, ref)?.[0] };
  } catch (error) {
    return outcomeOf(attemptId, error, provider.perSecond);
  }
}

/** The far end's own id, as receipts will name it: some far ends count, and some have none. */
function refOf(ref: unknown): string | undefined {
  if (typeof ref === "number" || typeof ref === "bigint") return String(ref);
  return typeof ref === "string" && ref !== "" ? ref : undefined;
}

/** The message as it may leave, or `undefined` when the delivery mode keeps it in the house. */
function routeOf(delivery: Delivery, message: Message): Message | undefined {
  if (delivery === "live") return message;
  if (delivery === "capture") return undefined;
  if ("allow" in delivery) {
    const to = plainAddress(message).toLowerCase();
    const isAllowed = delivery.allow.some((rule) =>
      rule.startsWith("*@") ? to.endsWith(rule.slice(1).toLowerCase()) : to === rule.toLowerCase(),
    );
    return isAllowed ? message : undefined;
  }
  const to = message.channel === "push" ? undefined : delivery.redirect[message.channel];
  return to === undefined ? undefined : { ...message, to };
}

function plainAddress(message: Message): string {
  return typeof message.to === "string" ? message.to : JSON.stringify(message.to);
}
