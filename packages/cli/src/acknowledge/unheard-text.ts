import type { AcknowledgeEvent } from "@relance/spec";
import { counted } from "../output/number-text.ts";
import { hearing, type Listener } from "./listeners.ts";

/** Campaigns that are named; the rest are counted. */
const NAMED = 5;

/** Events of one name and tenant that concern nobody so far. */
export interface Unheard {
  readonly event: AcknowledgeEvent;
  /** How many. */
  count: number;
}

/** Why events moved nobody. */
export function unheardText({ event, count }: Unheard, listeners: readonly Listener[]): string {
  const { key, on, tenant = "", occurredAt } = event;
  const heard = hearing(listeners, { tenant, on });
  if (heard.length === 0) {
    const others = hearing(listeners, { tenant });
    const whose = tenant === "" ? "" : ` of ${tenant}`;
    const what = on === undefined ? "an event" : on;
    const rest = others.map(({ label, on: other }) => `${label} listens for ${other}`);
    return [`no campaign${whose} listens for ${what}`, ...listed(rest), "kept for later"].join("; ");
  }
  const where = listed(heard.map(({ label }) => label)).join(", ");
  const who = count === 1 ? `nobody with key ${key} is` : `${counted(count, "key", "keys")} are not`;
  const since = occurredAt === undefined ? "" : ", or it happened before acknowledge.since";
  return `${who} enrolled in ${where}${since}; kept for later`;
}

/** What a campaign can be answered, once it was answered something else. */
export function unknownAnswerText(
  { answer = "done", on, tenant }: AcknowledgeEvent,
  listeners: readonly Listener[],
): string {
  const offers = hearing(listeners, { on, tenant }).map(({ label, answers }) => `${label} takes ${answers.join(", ")}`);
  return [`${JSON.stringify(answer)} is no answer`, ...listed(offers)].join("; ");
}

function listed(texts: readonly string[]): readonly string[] {
  const rest = texts.length - NAMED;
  return rest > 0 ? [...texts.slice(0, NAMED), `and ${counted(rest, "other", "others")}`] : texts;
}
