import { type Attributes, type Span, SpanStatusCode } from "@opentelemetry/api";
import type { Channel, Message, Provider } from "@relance/spec";

/** Attributes of every span, by OpenTelemetry's conventions for messaging. */
export function attributesOf<C extends Channel>(
  { kind, channel, vendor }: Provider<C>,
  operation: "send" | "receive",
  attemptId: string | undefined,
): Attributes {
  return {
    "messaging.system": vendor,
    "messaging.destination.name": channel,
    "messaging.operation.name": operation,
    "messaging.operation.type": operation,
    "relance.provider_kind": kind,
    ...(attemptId === undefined ? {} : { "relance.attempt": attemptId }),
  };
}

/** A phone number, in E.164 or with an international dialling prefix. */
const PHONE = /(?:\+|%2B|\b00)\d{8,15}/i;

/**
 * Returns the API's message id, unless it identifies the recipient: some carriers derive ids from the number, and push
 * services from the device's address.
 */
export function messageIdOf(ref: string | undefined, to?: Message["to"]): Attributes {
  if (ref === undefined || PHONE.test(ref)) return {};
  return namesOf(to).some((name) => ref.includes(name)) ? {} : { "messaging.message.id": ref };
}

/** Returns the parts of an address that a message id must not contain. */
function namesOf(to: Message["to"] | undefined): readonly string[] {
  if (to === undefined) return [];
  if (typeof to === "string") return [to.replace(/^(?:\+|fcm:|apns:)/, "")];
  if ("endpoint" in to) return [new URL(to.endpoint).pathname];
  return Object.values<unknown>(to).filter((part): part is string => typeof part === "string" && part !== "");
}

/** Returns a method bound to its object, which the method expects as `this`. */
export function boundMember<T extends object>(owner: T, name: string | symbol): unknown {
  const value: unknown = Reflect.get(owner, name);
  return typeof value === "function" ? value.bind(owner) : value;
}

/** Runs a function within a span. The span records only an error's code, because its text may name a recipient. */
export async function within<T>(span: Span, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const isCoded = typeof error === "object" && error !== null && "code" in error;
    const code = isCoded && typeof error.code === "string" ? error.code : "_OTHER";
    span.setAttribute("error.type", code);
    span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    throw error;
  } finally {
    span.end();
  }
}
