import type { LaneRow } from "@relance/spec";
import { listedHolds } from "./lane-holds.ts";
import { type Leads, listedLead } from "./lane-leads.ts";
import { orderOf } from "./lane-order.ts";
import { type OrderedLane, standingOf } from "./lane-standing.ts";
import { listedRates } from "./rate-orders.ts";

/** A lane as it is listed. */
export interface ListedLane extends OrderedLane {
  readonly campaign: number;
  readonly steered: number;
  /** JSON. */
  readonly steeredBy: string | null;
}

/** The numbers of the words that {@link laneRows} asks for. */
export function wordsOfLane({ planned, slice, leads }: ListedLane): number[] {
  const ways = Object.values(JSON.parse(leads) as Leads).map(({ provider }) => provider);
  return [planned, slice, ...ways];
}

/** Lanes of one campaign or of several as people read them. */
export function laneRows(lanes: readonly ListedLane[], wordOf: (word: number) => string): LaneRow[] {
  const campaigns = Map.groupBy(lanes, ({ campaign }) => campaign);
  return lanes.map((lane): LaneRow => {
    const { campaign, step, planned, slice, steered: version, steeredBy } = lane;
    const { provider, lead, holds, rates, ratedBy } = standingOf(lane, campaigns.get(campaign) ?? []);
    return {
      campaign,
      step,
      planned: wordOf(planned),
      slice: slice === 0 ? undefined : wordOf(slice),
      version,
      order: orderOf(steeredBy),
      provider: wordOf(provider),
      led: listedLead(lead),
      holds: listedHolds(holds),
      rates,
      ratedBy: listedRates(ratedBy),
    };
  });
}
