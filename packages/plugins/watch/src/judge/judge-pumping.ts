import {
  type Channel,
  getChannel,
  type IncidentRow,
  isChannel,
  type Ledger,
  type PluginHost,
  readIncidents,
} from "@relance/spec";
import { ACKNOWLEDGEMENT_AGES } from "../judge-acknowledgements.ts";
import { judgeBook, parseFlow, type Unanswered, unansweredIn } from "./answer-book.ts";
import { noAnswers, type RipeAnswers, readRipe } from "./ripe-answers.ts";

const MINUTE_MS = 60_000;
/** Judges only this age, because recipients of a login code confirm within a quarter of an hour or never. */
const AGES = ACKNOWLEDGEMENT_AGES.slice(0, 1);
/** A prefix is refused if the confirmation rate of its recipients is provably below this share of the usual rate. */
const FAR_BELOW = 0.5;
/** Messages to a refused prefix are allowed again after this time, because refused messages give no new evidence. */
const REFUSED_MS = 60 * MINUTE_MS;
/** The incident about a prefix at its limit ends this long after the last note in the incident. */
const CALM_MS = 15 * MINUTE_MS;

export interface PumpingMemory extends RipeAnswers {
  readonly at: number;
  readonly accused: readonly string[];
}

/**
 * Once a minute, finds number prefixes whose recipients confirm far less than the recipients of other prefixes. In SMS
 * pumping, a fraudster requests messages to numbers that earn a share of the price. No one confirms them.
 */
export async function judgePumping(
  host: PluginHost,
  { campaign }: Ledger,
  before: PumpingMemory | undefined,
  now: number,
): Promise<PumpingMemory> {
  if (before === undefined) return { at: now, ...noAnswers(now), accused: [] };
  if (now - before.at < MINUTE_MS) return before;
  await endPumping(host, now);
  const { book, through } = await readRipe(host, campaign, before, now, AGES);
  if (book === undefined) return { ...before, at: now, through };
  const far = judgeBook(book).filter(
    ({ channel, destination, verdict }) =>
      destination !== "" && isChannel(channel) && isPhone(channel) && verdict.atMost < FAR_BELOW,
  );
  const { accused, named } = unansweredIn(far, before.accused);
  for (const one of named) await reportPumping(host, one);
  const isRefused = new Set(named.map(({ destination }) => destination));
  const sums = Object.entries(book.sums).filter(([key]) => !isRefused.has(parseFlow(key).destination));
  return { ...book, sums: Object.fromEntries(sums), at: now, through, accused };
}

function isPhone(channel: Channel): boolean {
  return getChannel(channel).address.read === "phone";
}

async function reportPumping(host: PluginHost, { destination, shownBy }: Unanswered): Promise<void> {
  const { people, answered, expected, ratio, atMost } = shownBy.verdict;
  const [n, m, e] = [answered, people, expected].map(Math.round);
  const fact = `numbers that begin with ${destination} hardly confirm: ${n} of ${m}, where ${e} were expected`;
  const action = "send() refuses these numbers for an hour";
  const figures = { people, answered, expected, ratio, atMost };
  const said = { change: "open", fact, action, did: "paused", figures } as const;
  await host.incident({ campaign: 0, kind: "pumping", provider: "send()", destination, ...said });
}

async function endPumping(host: PluginHost, now: number): Promise<void> {
  for await (const incident of readIncidents(host.read, { open: true })) {
    if (incident.kind !== "pumping" || !isOver(incident, now)) continue;
    const { campaign, kind, provider, destination } = incident;
    const fact = `numbers that begin with ${destination} are sent to again`;
    await host.incident({ campaign, kind, provider, destination, change: "end", fact, did: "resumed" });
  }
}

function isOver({ notes }: IncidentRow, now: number): boolean {
  return notes.every(({ at, did }) => now - at.getTime() >= (did === "paused" ? REFUSED_MS : CALM_MS));
}
