import { onOneLine } from "./printable.ts";

/** A campaign's identity as people say it: name, and occurrence where there is one. */
export function campaignLabel(campaign: { readonly name: string; readonly occurrence: string }): string {
  return onOneLine(campaign.occurrence === "" ? campaign.name : `${campaign.name} ${campaign.occurrence}`);
}
