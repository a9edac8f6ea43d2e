import type { Engine } from "@relance/engine";
import { planCampaign, planningFacts } from "@relance/forecast";
import { checkOptions, namesOf, type PriceList, type Provider } from "@relance/spec";
import type { Campaigns, PlanOptions } from "./relance.ts";

export interface PlanSources {
  readonly engine: Engine;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly prices: PriceList | undefined;
  now(): number;
}

const NAMES = namesOf<PlanOptions>()("rows startAt tenant occurrence prices onProgress");

/** Creates `campaigns.plan`, with the gateway's providers, prices, suppressions and link lengths. */
export function planWith({ engine, providers, prices: own, now }: PlanSources): Campaigns["plan"] {
  const planned = Object.fromEntries(
    [...providers].map(([provider, { channel, vendor, capabilities, lookup, perSecond, sendBudgetMs }]) => {
      const { receipts } = capabilities;
      return [provider, { channel, vendor, receipts, lookup: lookup !== undefined, perSecond, sendBudgetMs }];
    }),
  );
  return async (campaign, options = {}) => {
    checkOptions("campaigns.plan", options, NAMES);
    const { startAt = new Date(now()), tenant = "", occurrence = "", prices = own, ...rest } = options;
    const facts = await planningFacts(engine, campaign.definition, { tenant, occurrence });
    return planCampaign(campaign, { ...rest, ...facts, providers: planned, prices, startAt });
  };
}
