import type { AudienceLine, LoadedCampaign } from "@relance/spec";

/** The campaign for the first people of its audience alone; another number of people is no mistake here. */
export function firstPeople(campaign: LoadedCampaign, limit: number): LoadedCampaign {
  const { audience, definition } = campaign;
  if (audience === undefined) return campaign;
  const { expect: _, ...rows } = definition.audience ?? { key: "" };
  return {
    ...campaign,
    definition: { ...definition, audience: rows },
    audience: () => head(audience(), limit),
    audienceHash: undefined,
  };
}

async function* head(lines: AsyncIterable<AudienceLine>, limit: number): AsyncIterable<AudienceLine> {
  let left = limit;
  if (left <= 0) return;
  for await (const line of lines) {
    yield line;
    left -= 1;
    if (left <= 0) return;
  }
}
