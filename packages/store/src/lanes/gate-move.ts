import type { CampaignState, EventKind } from "@relance/spec";

/** What becomes of a campaign when its gates were changed: it is held while all of them are. Absent = it stays as it is. */
export function gateMove(
  state: CampaignState | undefined,
  isAnyOpen: boolean,
): { readonly to: CampaignState; readonly event: EventKind } | undefined {
  if (state === "running" && !isAnyOpen) return { to: "held", event: "campaign.held" };
  if (state === "held" && isAnyOpen) return { to: "running", event: "campaign.resumed" };
  if (state === "sealed" && isAnyOpen) return { to: "running", event: "campaign.started" };
  return undefined;
}
