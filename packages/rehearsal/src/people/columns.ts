import type { CampaignDefinition, LoadedCampaign } from "@relance/spec";

/** What relance itself gives to templates. */
const GIVEN = new Set(["key", "campaign", "deadline", "ack", "optout"]);
/** Words of Liquid and of conditions that are no columns. */
const WORDS = new Set(
  "if elsif else endif unless endunless case when endcase for in endfor assign capture endcapture comment endcomment raw endraw and or not contains true false nil null blank empty default with cycle break continue render limit offset reversed echo liquid date upcase downcase capitalize size append prepend replace".split(
    " ",
  ),
);

/** Columns that a row must have besides its key and its addresses. */
export function neededColumns(campaign: Pick<LoadedCampaign, "body" | "definition">): readonly string[] {
  const { definition } = campaign;
  const columns = new Set<string>();
  for (const source of templatesIn(campaign.body)) {
    for (const [, tag = ""] of source.matchAll(/\{[{%](.*?)[%}]\}/gs)) addNames(columns, tag);
  }
  for (const { when } of definition.steps) addNames(columns, when ?? "");
  for (const link of deepLinks(definition)) {
    for (const [, tag = ""] of link.matchAll(/\{\{(.*?)\}\}/g)) addNames(columns, tag);
  }
  const { factor } = definition.acknowledge ?? {};
  if (factor !== undefined) columns.add(factor.column);
  if (typeof definition.deadline !== "string") columns.add(definition.deadline.column);
  return [...columns];
}

function templatesIn(body: string): readonly string[] {
  const { templates = {} } = JSON.parse(body) as { templates?: Record<string, string> };
  return Object.values(templates);
}

function deepLinks({ acknowledge }: CampaignDefinition): readonly string[] {
  const link = acknowledge?.deepLink;
  if (link === undefined) return [];
  return [typeof link === "string" ? link : link.url];
}

function addNames(columns: Set<string>, text: string): void {
  const plain = text.replace(/"[^"]*"|'[^']*'/g, " ").replace(/\|\s*\w+/g, " ");
  for (const [name] of plain.matchAll(/(?<![.\w])[A-Za-z_]\w*/g)) {
    if (!GIVEN.has(name) && !WORDS.has(name)) columns.add(name);
  }
}
