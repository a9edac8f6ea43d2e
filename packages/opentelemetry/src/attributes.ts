import type { Attributes } from "@opentelemetry/api";
import type { Channel, Provider } from "@relance/spec";

/** What every span says of its provider, in the words of OpenTelemetry's conventions for messaging. */
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
    "relance.provider": kind,
    ...(attemptId === undefined ? {} : { "relance.attempt": attemptId }),
  };
}
