import type { GatewayLike } from "relance";
import { type RecordOptions, recordOf } from "../export/on-record.ts";

/** The list is of no campaign, but the addresses in it are of people of all of these: each keeps who was shown them. */
export async function recordListing(gateway: GatewayLike, options: RecordOptions): Promise<void> {
  for (const campaign of await gateway.campaigns.list()) await campaign.recordAccess(recordOf(options));
}
