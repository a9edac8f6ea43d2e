import { actorName, type CampaignIdentity, type IncidentRow, listRemedies } from "@relance/spec";
import { onOneLine } from "../output/printable.ts";
import { campaignLabel } from "../output/wording.ts";

export function incidentText(incident: IncidentRow, campaign: CampaignIdentity | undefined): string {
  const { startedAt, endedAt, notes } = incident;
  const until = endedAt === undefined ? "" : ` until ${endedAt.toISOString()}`;
  const lines = [
    incidentHead(incident, campaign),
    `  since ${startedAt.toISOString()}${until}`,
    ...notes.flatMap(({ at, actor, fact, action }) => [
      `  ${at.toISOString()}  ${actorName(actor)}: ${fact}`,
      ...(action === undefined ? [] : [`    → ${action}`]),
    ]),
  ].map(onOneLine);
  const fixes = listRemedies(incident, campaign).map(({ command, why }) => `  $ ${onOneLine(command)}\n      ${why}`);
  return [...lines, ...fixes, ""].join("\n");
}

/** Returns text such as `#3 open · loss · sms.main to +3363 · hello 2013-08`. */
function incidentHead(
  { id, kind, provider, destination, endedAt }: IncidentRow,
  campaign: CampaignIdentity | undefined,
): string {
  const state = endedAt === undefined ? "open" : "ended";
  const where = destination === "" ? provider : `${provider} to ${destination}`;
  const facts = [`#${id} ${state}`, kind, where, campaign === undefined ? "" : campaignLabel(campaign)];
  return onOneLine(facts.filter((fact) => fact !== "").join(" · "));
}
