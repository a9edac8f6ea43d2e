import { type Span, SpanStatusCode } from "@opentelemetry/api";

/** Says that it failed, by the code alone: words of others may name people. */
export function failSpan(span: Span, error: unknown): void {
  const isCoded = typeof error === "object" && error !== null && "code" in error;
  const code = isCoded && typeof error.code === "string" ? error.code : "_OTHER";
  span.setAttribute("error.type", code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}
