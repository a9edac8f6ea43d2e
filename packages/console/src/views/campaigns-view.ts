import { type Section, sectionsOf } from "../live/section.ts";
import type { CampaignCard, CampaignsSections } from "../wire/views.ts";
import { campaignCard, incidentCards } from "./campaign-card.ts";
import type { DeadlineShelf } from "./deadline-shelf.ts";
import type { LookShelf } from "./look-shelf.ts";

const EVERY_MS = 1_000;

/** All campaigns in a few numbers each, and what is wrong with none of them in particular. */
export function campaignsView(shelf: LookShelf, deadlines: DeadlineShelf): readonly Section[] {
  async function list(): Promise<CampaignsSections["list"]> {
    const look = await shelf.look();
    const campaigns: CampaignCard[] = [];
    for (const live of look.campaigns) {
      const { campaign } = live.ledger;
      const isMoving = live.perMinute > 0 || live.ledger.states.active > 0;
      campaigns.push(
        campaignCard(live, {
          incidents: look.incidents,
          curves: isMoving ? await shelf.curves(campaign) : [],
          deadline: await deadlines.of(campaign),
        }),
      );
    }
    const ofNone = look.incidents.filter(({ campaign }) => campaign === 0);
    return { at: look.at, campaigns, incidents: incidentCards(ofNone, undefined) };
  }
  return sectionsOf({ list: [EVERY_MS, list] });
}
