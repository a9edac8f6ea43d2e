import type { ContentOf, IncidentRow } from "@relance/spec";
import { type CampaignIdentity, identityWords } from "../incidents/identity-words.ts";
import { type Remedy, remediesOf } from "../incidents/remedies.ts";
import type { AlertChange } from "./alert-memory.ts";
import type { AlertLevel } from "./alert-options.ts";
import { levelOf } from "./notice.ts";

/** Two segments of an SMS in the GSM alphabet. */
const SMS_CHARACTERS = 306;
/** Further incidents are only counted. */
const MOST_NAMED = 20;
/** Characters outside the phone's alphabet, or double-width in it; replaced, because one of them would halve the limit. */
const FOLDED: Readonly<Record<string, string>> = {
  "[": "(",
  "]": ")",
  "{": "(",
  "}": ")",
  "|": "/",
  "~": "-",
  "^": "'",
  "\\": "/",
  "`": "'",
  "·": "-",
  "…": "...",
  "’": "'",
};

/** One email about an incident; further ones are listed below it. */
export function alertMail(story: AlertStory, more: readonly AlertStory[]): ContentOf<"email"> {
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

/** The same as an SMS of at most two segments: the fact is cut, never the command. */
export function alertSms(story: AlertStory, more: readonly AlertStory[]): ContentOf<"sms"> {
  const rest = more.length === 0 ? "" : ` And ${more.length} more.`;
  const last = story.actions.at(-1);
  const fixed = (command: string) => ({
    head: clip(folded(`relance: ${alertHead(story)}.`), 120),
    tail: `${rest} $ ${command}`,
  });
  const full = fixed(commandOf(story));
  const { head, tail } = full.head.length + full.tail.length <= SMS_CHARACTERS ? full : fixed(ALL);
  const said = folded([story.fact, ...(last === undefined ? [] : [last])].join("; "));
  const room = SMS_CHARACTERS - head.length - tail.length - 2;
  return { text: `${head}${said === "" || room < 4 ? "" : ` ${clip(said, room - 1)}.`}${tail}` };
}

const ALL = "relance incidents --open";

/** A name outside the alphabet would make the command useless. */
function commandOf({ campaign }: AlertStory): string {
  if (campaign === undefined) return ALL;
  const command = `relance incidents ${identityWords(campaign)}`;
  return folded(command) === command ? command : ALL;
}

function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .replace(/[[\]{}|~^\\`·…’]/g, (sign) => FOLDED[sign] ?? "?")
    .replace(/[^\x20-\x7e]/gu, "?");
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 3)).trimEnd()}...`;
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** Actors whose notes contain only facts. Notes of people may name a recipient, and are not sent. */
const MACHINE: ReadonlySet<string> = new Set(["watch", "pace", "relance"]);

/** The content of an alert, independent of the channel. */
export interface AlertStory {
  readonly change: AlertChange;
  readonly incident: IncidentRow;
  readonly campaign: CampaignIdentity | undefined;
  readonly level: AlertLevel;
  /** The latest observation. */
  readonly fact: string;
  /** The measures taken, in order. */
  readonly actions: readonly string[];
  readonly remedies: readonly Remedy[];
}

export function alertStory(
  change: AlertChange,
  incident: IncidentRow,
  campaign: CampaignIdentity | undefined,
): AlertStory {
  const notes = incident.notes.filter(({ actor }) => MACHINE.has(actor));
  const actions = notes.flatMap(({ action }) => (action === undefined ? [] : [onOneLine(action)]));
  return {
    change,
    incident,
    campaign,
    level: levelOf(incident),
    fact: onOneLine(notes.at(-1)?.fact ?? ""),
    actions: actions.filter((action, index) => actions.indexOf(action) === index),
    remedies: remediesOf(incident, campaign),
  };
}

/** `over: loss: sms.main to +3363 · hello 2013-08`. */
function alertHead({ change, incident, campaign }: AlertStory): string {
  const { kind, provider, destination } = incident;
  const how = change === "ended" ? "over: " : change === "worsened" ? "worse: " : "";
  const where = destination === "" ? provider : `${provider} to ${destination}`;
  const whose = campaign === undefined ? "" : `${campaign.name} ${campaign.occurrence}`.trim();
  const what = where === "" ? kind : `${kind}: ${where}`;
  return onOneLine(`${how}${[what, whose].filter((word) => word !== "").join(" · ")}`);
}

/** Campaign names are user input: removes their line breaks. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, " ").trim();
}
