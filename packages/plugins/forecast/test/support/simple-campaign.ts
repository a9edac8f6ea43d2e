import { defineCampaign, type TemplateSources } from "@relance/campaign";
import type { CampaignDefinition, LoadedCampaign } from "@relance/spec";

/** A campaign of one SMS step; parts may be replaced. */
export function simpleCampaign(parts: Partial<CampaignDefinition>, sources: TemplateSources): LoadedCampaign {
  const step = { channel: "sms", route: ["main"], template: "recall" } as const;
  return defineCampaign({ version: 1, name: "recall", deadline: "84h", steps: [step], ...parts }, { sources });
}
