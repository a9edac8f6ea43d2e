import { hash } from "node:crypto";
import { type Context, ROOT_CONTEXT, TraceFlags, trace } from "@opentelemetry/api";

const SAMPLE_DIGITS = 8;

/**
 * The trace of an attempt, made from its id alone: the process that sends and the process that hears a receipt days
 * later agree on it without telling each other, and so they do on whether it is kept.
 *
 * @param share how many traces are kept, 0 to 1
 */
export function attemptContext(attemptId: string, share: number): Context {
  const digest = hash("sha256", `relance attempt ${attemptId}`, "hex");
  const isKept = Number.parseInt(digest.slice(-SAMPLE_DIGITS), 16) < share * 16 ** SAMPLE_DIGITS;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: digest.slice(0, 32),
    spanId: digest.slice(32, 48),
    traceFlags: isKept ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  });
}
