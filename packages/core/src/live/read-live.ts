import { dateOf, type IncidentRow, type Ledger, type Store } from "@relance/spec";
import { readIncidents } from "../incidents/read-incidents.ts";
import type { LiveCampaign, LiveLook } from "./live-campaign.ts";
import { LiveBins, liveFlows, perMinuteOf } from "./live-flows.ts";

/** Reads where campaigns stand, look after look, from counters, bins and incidents: never from people. */
export function createLiveReader(
  store: Store,
  hasReceipts: (provider: string) => boolean,
): (ledgers: readonly Ledger[]) => Promise<LiveLook> {
  const bins = new LiveBins(store);
  return async (ledgers) => {
    const shown = new Set(ledgers.map(({ campaign }) => campaign));
    const incidents: IncidentRow[] = [];
    for await (const incident of readIncidents(store, { open: true })) {
      if (incident.campaign === 0 || shown.has(incident.campaign)) incidents.push(incident);
    }
    const campaigns: LiveCampaign[] = [];
    for (const ledger of ledgers) {
      const { rows, now } = await bins.lately(ledger.campaign);
      const own = incidents.filter(({ campaign }) => campaign === ledger.campaign);
      const flows = liveFlows(rows, now, { hasReceipts, incidents: own });
      campaigns.push({ ledger, flows, perMinute: perMinuteOf(rows, now) });
    }
    const { now } = await store.bins({ campaign: 0, since: Number.MAX_SAFE_INTEGER });
    return { at: dateOf(now), campaigns, incidents };
  };
}
