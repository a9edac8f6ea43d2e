import type { BinsAnswer, IncidentRow, Ledger, Store } from "@relance/spec";
import { readIncidents } from "../incidents/read-incidents.ts";
import { CELL_MS, type LiveCampaign, type LiveLook } from "./live-campaign.ts";
import { firstCellAt, liveSlices, perMinuteOf } from "./live-slices.ts";

/** Reads where these campaigns stand, from counters, bins and incidents: never from people. */
export async function readLive(
  store: Store,
  ledgers: readonly Ledger[],
  hasReceipts: (provider: string) => boolean,
): Promise<LiveLook> {
  const shown = new Set(ledgers.map(({ campaign }) => campaign));
  const incidents: IncidentRow[] = [];
  for await (const incident of readIncidents(store, { open: true })) {
    if (incident.campaign === 0 || shown.has(incident.campaign)) incidents.push(incident);
  }
  const campaigns: LiveCampaign[] = [];
  let at: number | undefined;
  for (const ledger of ledgers) {
    const { rows, now } = await lately(store, ledger.campaign);
    const own = incidents.filter(({ campaign }) => campaign === ledger.campaign);
    const slices = liveSlices(rows, now, { hasReceipts, incidents: own });
    campaigns.push({ ledger, slices, perMinute: perMinuteOf(slices) });
    at = now;
  }
  return { at: new Date(at ?? Date.now()), campaigns, incidents };
}

async function lately(store: Store, campaign: number): Promise<Pick<BinsAnswer, "rows" | "now">> {
  const { now } = await store.bins({ campaign, since: Number.MAX_SAFE_INTEGER });
  return await store.bins({ campaign, since: firstCellAt(now), grainMs: CELL_MS });
}
