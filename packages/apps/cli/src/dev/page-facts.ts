import type { LoadedCampaign } from "@relance/spec";

export interface PageFacts {
  readonly timezone: string;
  /** Words that a reply may be; none if the campaign takes no replies. */
  readonly words: readonly string[];
  /** The event by which the caller's system confirms. */
  readonly on: string | undefined;
}

export function pageFacts({ definition }: LoadedCampaign): PageFacts {
  const { event, via = ["link"], replies = {} } = definition.confirm ?? {};
  return {
    timezone: definition.timezone ?? "UTC",
    words: via.includes("reply") ? Object.keys(replies) : [],
    on: via.includes("event") ? event : undefined,
  };
}
