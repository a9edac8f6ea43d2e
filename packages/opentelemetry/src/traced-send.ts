import { SpanKind, type SpanOptions, type Tracer } from "@opentelemetry/api";
import type { Channel, Message, Provider } from "@relance/spec";
import { attemptContext } from "./attempt-context.ts";
import { attributesOf } from "./attributes.ts";
import { campaignAttributes, campaignContext } from "./campaign-context.ts";
import { failSpan } from "./fail-span.ts";
import { messageIdOf } from "./message-id.ts";

/** Sends under a span that is active meanwhile, so that the HTTP call of an instrumented client is its child. */
export function tracedSend<C extends Channel>(
  tracer: Tracer,
  provider: Provider<C>,
  share: number,
): Provider<C>["send"] {
  return async (message, context) => {
    const parent = attemptContext(message.attemptId, share);
    const options = optionsOf(provider, message);
    return await tracer.startActiveSpan(`send ${provider.channel}`, options, parent, async (span) => {
      try {
        const result = await provider.send(message, context);
        span.setAttributes(messageIdOf(result.ref, message.to));
        return result;
      } catch (error) {
        failSpan(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  };
}

/** A campaign has hundreds of thousands of attempts, each a trace of its own: they are linked to it, not inside it. */
function optionsOf<C extends Channel>(provider: Provider<C>, { attemptId, purpose }: Message<C>): SpanOptions {
  const attributes = attributesOf(provider, "send", attemptId);
  if (purpose === undefined) return { kind: SpanKind.PRODUCER, attributes };
  return {
    kind: SpanKind.PRODUCER,
    attributes: { ...attributes, ...campaignAttributes(purpose), "relance.step": purpose.step },
    links: [{ context: campaignContext(purpose) }],
  };
}
