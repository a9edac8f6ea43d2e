import { ledgerSums, readIncidents, readProviderStates } from "@relance/core";
import type { IncidentRow } from "@relance/spec";
import type { GatewayLike } from "relance";
import { type Section, sectionsOf } from "../live/section.ts";
import type { CampaignSections } from "../wire/views.ts";
import { campaignCard, incidentCards, liveOf } from "./campaign-card.ts";
import type { DeadlineShelf } from "./deadline-shelf.ts";
import type { LookShelf } from "./look-shelf.ts";

const EVERY_MS = 1_000;
/** What needs a hand is told soonest. */
const SOON_MS = 500;
const SLOWLY_MS = 2_000;

/** One campaign in full. */
export function campaignView(
  gateway: GatewayLike,
  shelf: LookShelf,
  deadlines: DeadlineShelf,
  campaign: number,
): readonly Section[] {
  const { store } = gateway.internals;

  async function now(): Promise<CampaignSections["now"]> {
    const look = await shelf.look(campaign);
    const live = liveOf(look, campaign);
    if (live === undefined) {
      return { at: look.at, card: undefined, ledger: undefined, sums: undefined, slices: [], route: [] };
    }
    const { plan } = await shelf.facts(campaign);
    const card = campaignCard(live, {
      incidents: look.incidents,
      curves: await shelf.curves(campaign),
      deadline: await deadlines.of(campaign),
    });
    const { ledger, slices } = live;
    const route = plan.steps.map(({ route: all }, k) => ({
      step: k + 1,
      providers: all.map(({ provider }) => provider),
    }));
    return { at: look.at, card, ledger, sums: ledgerSums(ledger), slices, route };
  }

  async function incidents(): Promise<CampaignSections["incidents"]> {
    const ledger = liveOf(await shelf.look(campaign), campaign)?.ledger;
    const all = await Array.fromAsync(readIncidents(store, { campaign }));
    // what is open stands first, and what began last before what began earlier
    const isOpen = (one: IncidentRow) => Number(one.endedAt === undefined);
    all.sort((a, b) => isOpen(b) - isOpen(a) || b.id - a.id);
    return incidentCards(all, ledger);
  }

  async function story(): Promise<CampaignSections["story"]> {
    const live = liveOf(await shelf.look(campaign), campaign);
    return live && shelf.story(live.ledger);
  }

  return sectionsOf({
    now: [EVERY_MS, now],
    incidents: [SOON_MS, incidents],
    providers: [SLOWLY_MS, () => readProviderStates(store, campaign)],
    story: [SLOWLY_MS, story],
    errors: [SLOWLY_MS, () => shelf.errors(campaign)],
    curves: [SLOWLY_MS, () => shelf.curves(campaign)],
  });
}
