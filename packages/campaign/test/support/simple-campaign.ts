import type { CampaignDefinition, LoadedCampaign, RenderInput } from "@relance/spec";
import { type CodeTemplates, defineCampaign, type TemplateSources } from "../../src/index.ts";

export const SMS = "Please confirm: {{ ack.url }}";

/** A campaign of one SMS step; parts may be replaced. */
export function simpleDefinition(parts: Partial<CampaignDefinition> = {}): CampaignDefinition {
  return {
    version: 1,
    name: "recall",
    deadline: "84h",
    steps: [{ channel: "sms", route: ["main"], template: "recall" }],
    ...parts,
  };
}

export function simpleCampaign(
  parts: Partial<CampaignDefinition> = {},
  sources: TemplateSources = { "recall.sms.liquid": SMS },
  templates: CodeTemplates = {},
): LoadedCampaign {
  return defineCampaign(simpleDefinition(parts), { sources, templates });
}

/** What a template reads about Ana, unless said otherwise. */
export function renderInput(parts: Partial<RenderInput> = {}): RenderInput {
  return {
    key: "17",
    variables: { first_name: "Ana" },
    locale: undefined,
    timezone: undefined,
    deadline: Date.UTC(2013, 7, 15, 21, 59),
    ack: { url: "https://notify.example.org/a/abc", code: "47" },
    optout: { url: "https://notify.example.org/o/abc" },
    ...parts,
  };
}
