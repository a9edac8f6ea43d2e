import {
  type CampaignIdentity,
  type IncidentRow,
  listRemedies,
  type PluginHost,
  type PostPayload,
  type Remedy,
  toDate,
} from "@relance/spec";
import type { AlertLevel, AlertsConfig } from "./alerts-config.ts";
import { type Alert, type AlertChange, alertLevel, readIncident } from "./notice.ts";

export type Receiver = "webhook" | "call";

/** Sends one message about one or more alerts. Rejects if the receiver did not accept the message. */
export async function tellReceiver(
  host: PluginHost,
  to: Receiver,
  alerts: readonly Alert[],
  { call, signal }: Pick<AlertsConfig, "call"> & { readonly signal: AbortSignal },
): Promise<void> {
  const composed = await compose(host, alerts);
  if (composed === undefined) return;
  const { id, at, story, more } = composed;
  if (to === "webhook") await host.post(to, alertPayload(id, story, more, at), signal);
  else await call?.({ id, ...alertMail(story, more) }, signal);
}

interface Composed {
  readonly id: string;
  readonly at: number;
  readonly story: AlertStory;
  readonly more: readonly AlertStory[];
}

/** Reads the incidents of the alerts from the store. Returns `undefined` if all these incidents were deleted. */
async function compose({ read }: PluginHost, alerts: readonly Alert[]): Promise<Composed | undefined> {
  const stories: { readonly alert: Alert; readonly story: AlertStory }[] = [];
  for (const alert of alerts) {
    const [incident] = await readIncident(read, alert.incident);
    if (incident === undefined) continue;
    const [campaign] = incident.campaign === 0 ? [] : await read.count(incident.campaign);
    stories.push({ alert, story: alertStory(alert.change, incident, campaign) });
  }
  const [first, ...rest] = stories.toSorted((a, b) => urgency(b.story) - urgency(a.story));
  if (first === undefined) return undefined;
  const { id } = first.alert;
  return {
    id: rest.length === 0 ? id : `${id}-and-${rest.length}`,
    at: first.alert.at,
    story: first.story,
    more: rest.map(({ story }) => story),
  };
}

function urgency({ change, level }: AlertStory): number {
  return (change === "ended" ? 0 : 2) + (level === "action" ? 1 : 0);
}

export function alertPayload(
  id: string,
  story: AlertStory,
  more: readonly AlertStory[],
  noticedAt: number,
): PostPayload {
  const body = JSON.stringify({
    type: `incident.${story.change}`,
    timestamp: toDate(noticedAt).toISOString(),
    data: {
      ...summary(story),
      figures: story.incident.figures,
      commands: story.remedies,
      more: more.map((one) => ({ type: `incident.${one.change}`, ...summary(one) })),
    },
  });
  return { id, body };
}

function summary({ incident, campaign, level, fact, actions }: AlertStory): object {
  const { id, kind, provider, destination, startedAt, endedAt } = incident;
  return {
    incident: id,
    kind,
    level,
    provider: provider === "" ? null : provider,
    destination: destination === "" ? null : destination,
    campaign:
      campaign === undefined ? null : { name: campaign.name, occurrence: campaign.occurrence, tenant: campaign.tenant },
    startedAt,
    endedAt: endedAt ?? null,
    fact,
    actions,
  };
}

/** A mail about several alerts lists at most this many incidents after the first, one per line. */
const MOST_NAMED = 20;
/** Writes a mail about one incident. The other incidents follow as a list. */
export function alertMail(
  story: AlertStory,
  more: readonly AlertStory[],
): { readonly subject: string; readonly text: string } {
  const { incident, fact, actions, remedies } = story;
  const figures = Object.entries(incident.figures).map(([name, value]) => `${name} ${rounded(value)}`);
  const until = incident.endedAt === undefined ? "" : ` until ${incident.endedAt.toISOString()}`;
  const lines = [
    alertHead(story),
    `incident ${incident.id}, since ${incident.startedAt.toISOString()}${until}`,
    "",
    fact,
    ...actions.map((action) => `-> ${action}`),
    ...(figures.length === 0 ? [] : ["", figures.join(", ")]),
    "",
    "What you can do:",
    ...remedies.flatMap(({ command, why }) => [`  ${command}`, `      ${why}`]),
    ...(more.length === 0 ? [] : ["", `And ${more.length} more:`]),
    ...more.slice(0, MOST_NAMED).map((one) => `  ${alertHead(one)}`),
  ];
  const subject = `[relance] ${alertHead(story)}${more.length === 0 ? "" : `, and ${more.length} more`}`;
  return { subject, text: `${lines.join("\n")}\n` };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** Alerts quote only notes of these authors, because an operator's note may contain a recipient's name. */
const MACHINE: ReadonlySet<string> = new Set(["pace", "relance"]);

const isMachine = (actor: string): boolean => MACHINE.has(actor) || actor.startsWith("plugin:");

export interface AlertStory {
  readonly change: AlertChange;
  readonly incident: IncidentRow;
  readonly campaign: CampaignIdentity | undefined;
  readonly level: AlertLevel;
  readonly fact: string;
  readonly actions: readonly string[];
  readonly remedies: readonly Remedy[];
}

export function alertStory(
  change: AlertChange,
  incident: IncidentRow,
  campaign: CampaignIdentity | undefined,
): AlertStory {
  const notes = incident.notes.filter(({ actor }) => isMachine(actor));
  const actions = notes.flatMap(({ action }) => (action === undefined ? [] : [onOneLine(action)]));
  return {
    change,
    incident,
    campaign,
    level: alertLevel(incident),
    fact: onOneLine(notes.at(-1)?.fact ?? ""),
    actions: actions.filter((action, index) => actions.indexOf(action) === index),
    remedies: listRemedies(incident, campaign),
  };
}

/** Returns the first line of an alert, such as `ended: loss: sms.main to +3363 · hello 2013-08`. */
function alertHead({ change, incident, campaign }: AlertStory): string {
  const { kind, provider, destination } = incident;
  const how = change === "ended" ? "ended: " : change === "worsened" ? "worse: " : "";
  const where = destination === "" ? provider : `${provider} to ${destination}`;
  const whose = campaign === undefined ? "" : `${campaign.name} ${campaign.occurrence}`.trim();
  const what = where === "" ? kind : `${kind}: ${where}`;
  return onOneLine(`${how}${[what, whose].filter((word) => word !== "").join(" · ")}`);
}

/** Removes line breaks, which a campaign's name may contain. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, " ").trim();
}
