import { dateOf, type IncidentRow, type Ledger, type Store } from "@relance/spec";
import type { LiveCampaign, LiveLook } from "./live-campaign.ts";
import { LiveBins, liveFlows, perMinuteOf } from "./live-flows.ts";

const PAGE = 200;

/** Reads the status of campaigns repeatedly, from counters, bins and incidents: never from recipients. */
export function createLiveReader(
  store: Pick<Store, "bins" | "incidents" | "now">,
  hasReceipts: (provider: string) => boolean,
): (ledgers: readonly Ledger[]) => Promise<LiveLook> {
  const bins = new LiveBins(store);
  return async (ledgers) => {
    const shown = new Set(ledgers.map(({ campaign }) => campaign));
    const incidents = (await openIncidents(store)).filter(({ campaign }) => campaign === 0 || shown.has(campaign));
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

async function openIncidents(store: Pick<Store, "incidents">): Promise<readonly IncidentRow[]> {
  const found: IncidentRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.incidents({ open: true, cursor, limit: PAGE });
    found.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}
