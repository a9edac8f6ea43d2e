import { ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import type { LoadedCampaign } from "@relance/spec";
import { boundMember, within } from "./attributes.ts";
import { campaignAttributes, campaignContext } from "./contexts.ts";

/** The part of a gateway that creates spans. */
export interface StartsCampaigns {
  readonly campaigns: {
    start(
      campaign: LoadedCampaign,
      options?: { readonly occurrence?: string | undefined; readonly tenant?: string | undefined },
    ): Promise<unknown>;
  };
}

/**
 * Returns the same gateway, with a span around every start of a campaign. The spans of the campaign's messages link to
 * its trace, if their providers are {@link traced}.
 * @example
 * const relance = tracedGateway(await createRelance(config));
 */
export function tracedGateway<G extends StartsCampaigns>(gateway: G): G {
  const tracer = trace.getTracer("@relance/opentelemetry");
  const { campaigns } = gateway;

  const start: StartsCampaigns["campaigns"]["start"] = async (campaign, options = {}) => {
    const { occurrence = "", tenant = "" } = options;
    const name = { campaign: campaign.definition.name, occurrence, tenant };
    const settings = { kind: SpanKind.INTERNAL, attributes: campaignAttributes(name) };
    const parent = trace.setSpanContext(ROOT_CONTEXT, campaignContext(name));
    return await tracer.startActiveSpan("start campaign", settings, parent, (span) =>
      within(span, () => campaigns.start(campaign, options)),
    );
  };

  const own = new Proxy(campaigns, { get: (target, name) => (name === "start" ? start : boundMember(target, name)) });
  return new Proxy(gateway, { get: (target, name) => (name === "campaigns" ? own : boundMember(target, name)) });
}
