import { dateOf } from "@relance/spec";
import type { AlertLetter } from "./alert-options.ts";
import type { AlertStory } from "./alert-story.ts";

/** An alert as JSON, for a program; further ones come with it as a list. */
export function alertLetter(
  id: string,
  story: AlertStory,
  more: readonly AlertStory[],
  noticedAt: number,
): AlertLetter {
  const body = JSON.stringify({
    type: `incident.${story.change}`,
    timestamp: dateOf(noticedAt).toISOString(),
    data: {
      ...summary(story),
      figures: story.incident.figures,
      commands: story.remedies,
      more: more.map((one) => ({ type: `incident.${one.change}`, ...summary(one) })),
    },
  });
  return { id, body };
}

function summary({ incident, campaign, level, fact, actions }: AlertStory): object {
  const { id, kind, provider, part, startedAt, endedAt } = incident;
  return {
    incident: id,
    kind,
    level,
    provider: provider === "" ? null : provider,
    part: part === "" ? null : part,
    campaign:
      campaign === undefined ? null : { name: campaign.name, occurrence: campaign.occurrence, tenant: campaign.tenant },
    startedAt,
    endedAt: endedAt ?? null,
    fact,
    actions,
  };
}
