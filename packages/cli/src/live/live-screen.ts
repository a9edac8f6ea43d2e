import { styleText } from "node:util";
import { type CampaignIdentity, type LiveCampaign, type LiveLook, remediesOf } from "@relance/core";
import type { IncidentRow } from "@relance/spec";
import type { Screen } from "../host.ts";
import { incidentHead } from "../incidents/incident-text.ts";
import { cutLine, rowsOf } from "../output/columns.ts";
import { onOneLine } from "../output/printable.ts";
import { campaignLines } from "../progress/campaign-lines.ts";
import { flowFacts, flowLine, flowName, isAbout, LEGEND, paceText } from "./live-text.ts";

const MOST_NAME = 28;

/** One look as the lines of a terminal. What needs a hand stands before what is only interesting. */
export function liveScreen({ campaigns, incidents, at }: LiveLook, screen: Screen): readonly string[] {
  const { columns = 80 } = screen;
  const lines = campaigns.flatMap((campaign) => {
    const own = incidents.filter((one) => one.campaign === campaign.ledger.campaign);
    const pace = paceText(campaign);
    return [
      ...campaignLines(campaign.ledger, screen),
      ...(pace === undefined ? [] : [cutLine(`  ${pace}`, columns)]),
      ...own.flatMap((incident) => incidentLines(incident, campaign.ledger, screen)),
      ...flowLines(campaign, own, screen),
    ];
  });
  const ofNone = incidents.filter(({ campaign }) => campaign === 0);
  const hasFlows = campaigns.some(({ flows }) => flows.length > 0);
  return fitting(
    [
      ...ofNone.flatMap((incident) => incidentLines(incident, undefined, screen)),
      ...lines,
      ...(hasFlows ? [cutLine(LEGEND, columns)] : []),
      cutLine(`${at.toISOString()} · Ctrl-C leaves, and stops nothing`, columns),
    ],
    screen,
  );
}

/** Commands are never cut: they are there to be copied. */
function incidentLines(
  incident: IncidentRow,
  campaign: CampaignIdentity | undefined,
  screen: Screen,
): readonly string[] {
  const { columns = 80 } = screen;
  const last = incident.notes.at(-1);
  const { action } = incident.notes.findLast((note) => note.action !== undefined) ?? {};
  return [
    styleText("red", cutLine(`  ${incidentHead(incident, campaign)}`, columns), { stream: screen }),
    ...(last === undefined ? [] : [cutLine(onOneLine(`    ${last.actor}: ${last.fact}`), columns)]),
    ...(action === undefined ? [] : [cutLine(onOneLine(`    → ${action}`), columns)]),
    ...remediesOf(incident, campaign).map(({ command }) => `    $ ${onOneLine(command)}`),
  ];
}

function flowLines({ flows }: LiveCampaign, incidents: readonly IncidentRow[], screen: Screen): readonly string[] {
  const { columns = 80 } = screen;
  const width = Math.min(MOST_NAME, Math.max(0, ...flows.map((flow) => flowName(flow).length)));
  return flows.map((flow) => {
    const name = cutLine(flowName(flow), width + 1).padEnd(width);
    const line = cutLine(`  ${name}  ${flowLine(flow)}  ${flowFacts(flow)}`, columns);
    const isGuilty = incidents.some((incident) => isAbout(incident, flow));
    return isGuilty ? styleText("red", line, { stream: screen }) : line;
  });
}

/** What is taller than the screen cannot be drawn over itself. */
function fitting(lines: readonly string[], { rows = 24, columns = 80 }: Screen): readonly string[] {
  const room = Math.max(3, rows - 1);
  let height = 0;
  const heights = lines.map((line) => {
    height += rowsOf(line, columns);
    return height;
  });
  if (height <= room) return lines;
  const shown = lines.filter((_, place) => (heights[place] ?? 0) <= room - 1);
  return [...shown, `and ${lines.length - shown.length} lines more: a taller window shows them`];
}
