import type { LiveCampaign } from "./live-campaign.ts";
import { isLive, reachOf } from "./reach.ts";

/** How long it takes, at the rate of the last minute, until everybody has been sent to; absent where nothing tells. */
export function minutesLeft({ ledger, perMinute }: Pick<LiveCampaign, "ledger" | "perMinute">): number | undefined {
  const { waiting } = reachOf(ledger);
  if (!isLive(ledger) || perMinute === 0 || waiting === 0) return undefined;
  return Math.ceil(waiting / perMinute);
}
