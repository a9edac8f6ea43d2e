import { hash } from "node:crypto";
import { type Attributes, type SpanContext, TraceFlags } from "@opentelemetry/api";
import type { MessagePurpose } from "@relance/spec";

export type CampaignName = Pick<MessagePurpose, "campaign" | "occurrence" | "tenant">;

/**
 * The trace of a campaign, made from its name: the process that starts it and those that send for it agree on it without
 * telling each other.
 */
export function campaignContext({ campaign, occurrence, tenant }: CampaignName): SpanContext {
  const digest = hash("sha256", `relance campaign ${JSON.stringify([tenant, campaign, occurrence])}`, "hex");
  return {
    traceId: digest.slice(0, 32),
    spanId: digest.slice(32, 48),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
}

/** What every span says of its campaign; what is empty is left out. */
export function campaignAttributes({ campaign, occurrence, tenant }: CampaignName): Attributes {
  return {
    "relance.campaign": campaign,
    ...(occurrence === "" ? {} : { "relance.occurrence": occurrence }),
    ...(tenant === "" ? {} : { "relance.tenant": tenant }),
  };
}
