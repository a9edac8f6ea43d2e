import { hash } from "node:crypto";
import { type Attributes, type Context, ROOT_CONTEXT, type SpanContext, TraceFlags, trace } from "@opentelemetry/api";
import type { MessagePurpose } from "@relance/spec";

type CampaignName = Pick<MessagePurpose, "campaign" | "occurrence" | "tenant">;

/** Derives the trace of a campaign from its name, so that all processes use the same trace. */
export function campaignContext({ campaign, occurrence, tenant }: CampaignName): SpanContext {
  const digest = hash("sha256", `relance campaign ${JSON.stringify([tenant, campaign, occurrence])}`, "hex");
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48), traceFlags: TraceFlags.SAMPLED, isRemote: true };
}

export function campaignAttributes({ campaign, occurrence, tenant }: CampaignName): Attributes {
  return {
    "relance.campaign": campaign,
    ...(occurrence === "" ? {} : { "relance.occurrence": occurrence }),
    ...(tenant === "" ? {} : { "relance.tenant": tenant }),
  };
}

const SAMPLE_DIGITS = 8;

/**
 * Derives the trace of an attempt from its id. A process that receives a receipt days later therefore uses the trace of
 * the process that sent the message, and makes the same sampling decision.
 * @param share of traces that are sampled, 0 to 1
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
