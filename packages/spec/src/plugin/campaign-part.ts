import type { CompiledCampaign } from "../campaign.ts";
import { ConfigError, formatProblem, type Problem } from "../errors/config-error.ts";
import { type PluginSchema, readBySchema } from "./plugin-schema.ts";

export interface CampaignPart {
  /** Use a strict schema, so that a misspelt key is refused. */
  readonly schema: PluginSchema<unknown, unknown>;
  /** Checks what a schema cannot, such as rows of the audience. */
  check?(campaign: CompiledCampaign): readonly Problem[];
}

type WithPart = { readonly name: string; readonly campaign?: CampaignPart | undefined };

/** Finds problems in the plugin parts of a campaign, such as a part of a plugin that is not configured. */
export function campaignPartProblems(plugins: readonly WithPart[], campaign: CompiledCampaign): readonly Problem[] {
  return Object.entries(campaign.definition.plugins ?? {}).flatMap(([name, part]) => {
    const path = `plugins.${name}`;
    const own = plugins.find((plugin) => plugin.name === name)?.campaign;
    if (own === undefined)
      return [{ path, advice: `add the plugin ${name} to the configuration, or remove this part of the campaign` }];
    const { problems } = readBySchema(path, own.schema, part);
    return problems.length > 0 ? problems : (own.check?.(campaign) ?? []);
  });
}

/** @throws {ConfigError} `campaign/invalid` with every problem */
export function refuseCampaignParts(plugins: readonly WithPart[], campaign: CompiledCampaign): void {
  const [first, ...others] = campaignPartProblems(plugins, campaign);
  if (first === undefined) return;
  throw new ConfigError("campaign/invalid", `${campaign.definition.name}: ${formatProblem(first)}`, {
    problems: [first, ...others],
  });
}
