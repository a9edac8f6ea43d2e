import { readAudience } from "@relance/campaign";
import type { LoadedCampaign } from "@relance/spec";
import type { Host } from "../host.ts";
import { pathOf } from "./path-of.ts";

/** The people of another file than the campaign's own, or of a campaign whose program brings them. */
export function withAudience(campaign: LoadedCampaign, host: Host, file: string | undefined): LoadedCampaign {
  return file === undefined ? campaign : { ...campaign, audience: () => readAudience(pathOf(host, file)) };
}
