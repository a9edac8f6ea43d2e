import { SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import type { Channel, Provider } from "@relance/spec";
import { attemptContext } from "./attempt-context.ts";
import { attributesOf } from "./attributes.ts";

/** Sends under a span that is active meanwhile, so that the HTTP call of an instrumented client is its child. */
export function tracedSend<C extends Channel>(
  tracer: Tracer,
  provider: Provider<C>,
  share: number,
): Provider<C>["send"] {
  return async (message, context) => {
    const { attemptId } = message;
    const attributes = attributesOf(provider, "send", attemptId);
    const options = { kind: SpanKind.PRODUCER, attributes };
    const parent = attemptContext(attemptId, share);
    return await tracer.startActiveSpan(`send ${provider.channel}`, options, parent, async (span) => {
      try {
        const result = await provider.send(message, context);
        span.setAttribute("messaging.message.id", result.ref);
        return result;
      } catch (error) {
        const code = codeOf(error);
        span.setAttribute("error.type", code);
        span.setStatus({ code: SpanStatusCode.ERROR, message: code }); // the code alone: words of others may name people
        throw error;
      } finally {
        span.end();
      }
    });
  };
}

function codeOf(error: unknown): string {
  const isCoded = typeof error === "object" && error !== null && "code" in error;
  return isCoded && typeof error.code === "string" ? error.code : "_OTHER";
}
