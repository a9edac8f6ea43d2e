import { readIncidents } from "@relance/engine";
import { dateOf, type Ledger, type Store } from "@relance/spec";
import { LiveBins, type LiveCampaign, type LiveLook, liveFlows, perMinuteOf } from "../live.ts";

/** Creates a function that reads the status of campaigns from counters and incidents, never from recipients. */
export function createLiveReader(
  store: Store,
  hasReceipts: (provider: string) => boolean,
): (ledgers: readonly Ledger[]) => Promise<LiveLook> {
  const bins = new LiveBins(store);
  return async (ledgers) => {
    const shown = new Set([0, ...ledgers.map(({ campaign }) => campaign)]);
    const open = await Array.fromAsync(readIncidents(store, { open: true }));
    const incidents = open.filter(({ campaign }) => shown.has(campaign));
    const campaigns: LiveCampaign[] = [];
    for (const ledger of ledgers) {
      const { rows, now } = await bins.lately(ledger.campaign);
      const own = incidents.filter(({ campaign }) => campaign === ledger.campaign);
      const flows = liveFlows(rows, now, { hasReceipts, incidents: own });
      campaigns.push({ ledger, flows, perMinute: perMinuteOf(rows, now) });
    }
    return { at: dateOf(await store.now()), campaigns, incidents };
  };
}
