import { type CompileCampaignOptions, compileCampaign } from "@relance/campaign";
import type { CampaignDefinition, CompiledCampaign, LoadedCampaign } from "@relance/spec";

/** A campaign that names no rate, among providers that name none, would send everything in one instant. */
const RATE = "500/s";

/**
 * The campaign as it is rehearsed: another number of people is no mistake here. With the watch off there is no pilot,
 * and a loss is only said.
 */
export function rehearsedCampaign(
  campaign: LoadedCampaign,
  { watch, templates }: { readonly watch: "on" | "off" } & CompileCampaignOptions,
): CompiledCampaign {
  const body = JSON.parse(campaign.body) as { definition: CampaignDefinition };
  const { audience, pace, ...rest } = body.definition;
  const { expect: _, file: __, ...rows } = audience ?? {};
  const { pilot: ___, ramp: ____, ...rate } = pace ?? {};
  const isOff = watch === "off";
  const definition: CampaignDefinition = {
    ...rest,
    ...(audience === undefined ? {} : { audience: rows }),
    pace: { rate: RATE, ...(isOff ? rate : pace) },
    ...(isOff ? { watch: { onLoss: "warn" } } : {}),
  };
  return compileCampaign(JSON.stringify({ ...body, definition }), { templates });
}
