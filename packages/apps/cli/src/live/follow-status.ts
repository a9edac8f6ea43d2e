import { setTimeout as pause } from "node:timers/promises";
import { styleText } from "node:util";
import { CELL_MS, isLive, type LiveCampaign, type LiveLook, reachOf, sparkline } from "@relance/report";
import { actorName, type CampaignIdentity, type IncidentRow, type Ledger, remediesOf } from "@relance/spec";
import type { Relance } from "relance";
import type { Screen } from "../host.ts";
import { incidentHead, incidentText } from "../incidents/incident-text.ts";
import { cutLine, rowsOf } from "../output/columns.ts";
import { onOneLine } from "../output/printable.ts";
import { campaignLabel } from "../output/wording.ts";
import { campaignLines, reachText } from "../progress/bar.ts";
import { createNews } from "../progress/time-left.ts";
import type { Session } from "../session.ts";
import { flowFacts, flowName, isAbout, LEGEND, paceText } from "./live-text.ts";

const LOOK_MS = 1_000;

interface Followed {
  readonly gateway: Relance;
  readonly ledgers: () => Promise<readonly Ledger[]>;
  readonly hasReceipts: (provider: string) => boolean;
}

export async function followStatus(session: Session, followed: Followed): Promise<void> {
  const { output, host, stop } = session;
  const { gateway } = followed;
  const signal = stop.listen(() => {});
  const show = output.isTerminal ? onScreen(session) : inLines(session, gateway);
  const read = gateway.views.live(followed.hasReceipts);
  const seen = new Set<number>();
  try {
    while (!signal.aborted && host.stdout.writable) {
      const all = await followed.ledgers();
      const open = all.filter(isOpen);
      for (const { campaign } of open) seen.add(campaign);
      const shown = all.filter(({ campaign }) => seen.has(campaign));
      if (shown.length > 0) await show(await read(shown));
      if (open.length === 0) return;
      await pause(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    output.region.clear();
  }
}

function isOpen(ledger: Ledger): boolean {
  return isLive(ledger) || ledger.state === "enrolling";
}

function onScreen({ output, host }: Session): (look: LiveLook) => Promise<void> {
  return async (look) => output.region.draw(liveScreen(look, host.stdout));
}

const EVERY_MS = 5_000;

function inLines({ output }: Session, gateway: Relance): (look: LiveLook) => Promise<void> {
  const isNews = createNews(EVERY_MS);
  const shown = new Map<number, IncidentRow>();
  let open: ReadonlySet<number> = new Set();

  function show(incident: IncidentRow, { campaigns, at }: LiveLook): void {
    const before = shown.get(incident.id);
    const isNew = before === undefined;
    if (!isNew && before.notes.length === incident.notes.length && before.endedAt === incident.endedAt) return;
    const ledger = campaigns.find((one) => one.ledger.campaign === incident.campaign)?.ledger;
    const last = incident.notes.at(-1);
    const said = `${actorName(last?.actor ?? "")}: ${last?.fact}${last?.action === undefined ? "" : ` → ${last.action}`}`;
    const text = isNew ? incidentText(incident, ledger) : onOneLine(`${incidentHead(incident, ledger)} · ${said}`);
    const change = incident.endedAt !== undefined ? "ended" : isNew ? "opened" : "noted";
    const remedies = remediesOf(incident, ledger);
    output.result({ at, event: `incident.${change}`, ...incident, remedies }, text.trimEnd());
    shown.set(incident.id, incident);
  }

  return async (look) => {
    const still = new Set(look.incidents.map(({ id }) => id));
    const gone = new Set([...open].filter((id) => !still.has(id)));
    open = still;
    const all = gone.size === 0 ? [] : await Array.fromAsync(gateway.incidents());
    for (const incident of [...all.filter(({ id }) => gone.has(id)), ...look.incidents]) show(incident, look);
    for (const live of look.campaigns) {
      const facts = campaignFacts(live);
      const text = `${look.at.toISOString()}  ${campaignText(live)}`;
      if (isNews(live.ledger.campaign, facts)) output.result({ at: look.at, ...facts }, text);
    }
  };
}

function campaignFacts({ ledger, flows, perMinute }: LiveCampaign): object {
  const { name, occurrence, tenant, state } = ledger;
  return {
    event: "campaign.status",
    campaign: name,
    occurrence,
    tenant,
    state,
    ...reachOf(ledger),
    perMinute,
    cellMs: CELL_MS,
    flows,
  };
}

function campaignText({ ledger, flows }: LiveCampaign): string {
  const head = `${campaignLabel(ledger)} · ${ledger.state} · ${reachText(reachOf(ledger))}`;
  const lines = flows.map((flow) => `  ${flowName(flow)}  ${sparkline(flow)}  ${flowFacts(flow)}`);
  return [head, ...lines].join("\n");
}

const MOST_NAME = 28;

function liveScreen({ campaigns, incidents, at }: LiveLook, screen: Screen): readonly string[] {
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
      cutLine(`${at.toISOString()} · Ctrl-C exits, and campaigns continue`, columns),
    ],
    screen,
  );
}

/** Returns an incident's lines. Commands are not truncated, so that an operator can copy them. */
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
    ...(last === undefined ? [] : [cutLine(onOneLine(`    ${actorName(last.actor)}: ${last.fact}`), columns)]),
    ...(action === undefined ? [] : [cutLine(onOneLine(`    → ${action}`), columns)]),
    ...remediesOf(incident, campaign).map(({ command }) => `    $ ${onOneLine(command)}`),
  ];
}

function flowLines({ flows }: LiveCampaign, incidents: readonly IncidentRow[], screen: Screen): readonly string[] {
  const { columns = 80 } = screen;
  const width = Math.min(MOST_NAME, Math.max(0, ...flows.map((flow) => flowName(flow).length)));
  return flows.map((flow) => {
    const name = cutLine(flowName(flow), width + 1).padEnd(width);
    const line = cutLine(`  ${name}  ${sparkline(flow)}  ${flowFacts(flow)}`, columns);
    const isGuilty = incidents.some((incident) => isAbout(incident, flow));
    return isGuilty ? styleText("red", line, { stream: screen }) : line;
  });
}

/** Limits the output to the height of the terminal, because taller output cannot be redrawn. */
function fitting(lines: readonly string[], { rows = 24, columns = 80 }: Screen): readonly string[] {
  const room = Math.max(3, rows - 1);
  let height = 0;
  const heights = lines.map((line) => {
    height += rowsOf(line, columns);
    return height;
  });
  if (height <= room) return lines;
  const shown = lines.filter((_, place) => (heights[place] ?? 0) <= room - 1);
  return [...shown, `and ${lines.length - shown.length} more lines: a taller window shows them`];
}
