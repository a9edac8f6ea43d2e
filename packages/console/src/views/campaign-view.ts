import { ledgerSums } from "@relance/core";
import type { IncidentRow } from "@relance/spec";
import type { GatewayLike } from "relance";
import { type Section, sectionsOf } from "../live/live-feed.ts";
import type { CampaignSections } from "../wire/views.ts";
import { campaignCard, incidentCards, liveOf } from "./campaign-card.ts";
import type { DeadlineCache, LookCache } from "./look-cache.ts";

const EVERY_MS = 1_000;
/** What needs a hand is told soonest. */
const SOON_MS = 500;
const SLOWLY_MS = 2_000;

const NOTHING = { countedAt: undefined, card: undefined, ledger: undefined, sums: undefined, flows: [], route: [] };

/** One campaign in full. */
export function campaignView(
  gateway: GatewayLike,
  cache: LookCache,
  deadlines: DeadlineCache,
  campaign: number,
): readonly Section[] {
  async function now(): Promise<CampaignSections["now"]> {
    const look = await cache.look(campaign);
    const live = liveOf(look, campaign);
    if (live === undefined) {
      return { ...NOTHING, at: look.at };
    }
    const { plan } = await cache.facts(campaign);
    const card = campaignCard(live, {
      incidents: look.incidents,
      curves: await cache.curves(campaign),
      deadline: await deadlines.of(campaign),
    });
    const { ledger, flows } = live;
    const route = plan.steps.map(({ route: all }, k) => ({
      step: k + 1,
      providers: all.map(({ provider }) => provider),
    }));
    return { at: look.at, countedAt: cache.countedAt(campaign), card, ledger, sums: ledgerSums(ledger), flows, route };
  }

  async function incidents(): Promise<CampaignSections["incidents"]> {
    const ledger = liveOf(await cache.look(campaign), campaign)?.ledger;
    const all = await Array.fromAsync(gateway.incidents({ campaign }));
    // what is open stands first, and what began last before what began earlier
    const isOpen = (one: IncidentRow) => Number(one.endedAt === undefined);
    all.sort((a, b) => isOpen(b) - isOpen(a) || b.id - a.id);
    return all.flatMap((one) => incidentCards([one], one.campaign === campaign ? ledger : undefined));
  }

  async function story(): Promise<CampaignSections["story"]> {
    const look = await cache.look(campaign);
    const live = liveOf(look, campaign);
    return live && cache.story(live.ledger, look.at);
  }

  return sectionsOf({
    now: [EVERY_MS, now],
    incidents: [SOON_MS, incidents],
    providers: [SLOWLY_MS, () => gateway.views.providers(campaign)],
    compared: [SLOWLY_MS, () => cache.compared(campaign)],
    story: [SLOWLY_MS, story],
    errors: [SLOWLY_MS, () => cache.errors(campaign)],
    curves: [SLOWLY_MS, () => cache.curves(campaign)],
  });
}
