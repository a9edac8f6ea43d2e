import type { LoadedCampaign } from "@relance/spec";

export interface PageFacts {
  readonly timezone: string;
  /** Words that a reply may be; none where the campaign takes no replies. */
  readonly words: readonly string[];
  /** The event by which the caller's system says that it happened. */
  readonly on: string | undefined;
}

export function pageFacts({ definition }: LoadedCampaign): PageFacts {
  const { on, by = ["link"], reply = {} } = definition.acknowledge ?? {};
  return {
    timezone: definition.timezone ?? "UTC",
    words: by.includes("reply") ? Object.keys(reply) : [],
    on: by.includes("event") ? on : undefined,
  };
}
