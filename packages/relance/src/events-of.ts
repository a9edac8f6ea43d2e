import type { EventHandler } from "@relance/engine";
import type { CampaignTypes, LoadedCampaign, RelanceEvent } from "@relance/spec";

/** Limits a handler to the events of one campaign. */
export function eventsOf<T extends CampaignTypes>(
  { definition }: LoadedCampaign<T>,
  handler: EventHandler<T["answer"]>,
): EventHandler {
  const isOwn = (event: RelanceEvent): event is RelanceEvent<T["answer"]> => event.campaign.name === definition.name;
  return async (events) => {
    const own = events.filter(isOwn);
    if (own.length > 0) await handler(own);
  };
}
