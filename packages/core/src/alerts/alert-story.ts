import type { IncidentRow } from "@relance/spec";
import type { CampaignIdentity } from "../incidents/identity-words.ts";
import { type Remedy, remediesOf } from "../incidents/remedies.ts";
import type { AlertChange } from "./alert-memory.ts";
import type { AlertLevel } from "./alert-options.ts";
import { levelOf } from "./notice.ts";

/** Their notes hold facts alone. What people write may name somebody, and stays in the house. */
const MACHINE: ReadonlySet<string> = new Set(["watch", "pace", "relance"]);

/** What an alert says, before it is put into words for one channel. */
export interface AlertStory {
  readonly change: AlertChange;
  readonly incident: IncidentRow;
  readonly campaign: CampaignIdentity | undefined;
  readonly level: AlertLevel;
  /** What was seen last. */
  readonly fact: string;
  /** What the machine did, in its order. */
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
export function alertHead({ change, incident, campaign }: AlertStory): string {
  const { kind, provider, part } = incident;
  const how = change === "ended" ? "over: " : change === "worsened" ? "worse: " : "";
  const where = part === "" ? provider : `${provider} to ${part}`;
  const whose = campaign === undefined ? "" : `${campaign.name} ${campaign.occurrence}`.trim();
  const what = where === "" ? kind : `${kind}: ${where}`;
  return onOneLine(`${how}${[what, whose].filter((word) => word !== "").join(" · ")}`);
}

/** Names of campaigns are other people's text: they end no line of ours. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, " ").trim();
}
