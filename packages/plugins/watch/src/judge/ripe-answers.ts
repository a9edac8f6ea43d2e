import type { PluginHost } from "@relance/spec";
import { ACKNOWLEDGEMENT_AGES } from "../judge-acknowledgements.ts";
import { type AnswerBook, addStretch, EMPTY_BOOK } from "./answer-book.ts";

const MINUTE_MS = 60_000;
/** One check reads at most this many periods of each age, even if the watch has missed more. */
const MOST_AT_ONCE = 3;
/** Answers that arrived in time may be stored this much later. */
const GRACE_MS = MINUTE_MS;
/** This many recipients suffice for a comparison. A period with fewer is extended, to at most ten minutes. */
const ENOUGH = 300;
const LONGEST = 10;
/** At most this many recipients are counted per period, from its beginning, because their order is random. */
const MOST = 2_000;
/** One check searches at most this many minutes for messages. */
const OVERLOOKED = 60;

/** The answers counted so far. */
export interface RipeAnswers extends AnswerBook {
  /** For each age, the time up to which accepted messages were counted. */
  readonly through: readonly number[];
}

/** The memory before anything was counted. */
export function noAnswers(now: number): RipeAnswers {
  const through = ACKNOWLEDGEMENT_AGES.map(() => Math.floor(now / MINUTE_MS) * MINUTE_MS);
  return { through, ...EMPTY_BOOK };
}

/** Counts the answers to messages that have become old enough. Returns no `book` if no message has. */
export async function readRipe(
  host: PluginHost,
  campaign: number,
  before: RipeAnswers,
  now: number,
  ages: readonly number[] = ACKNOWLEDGEMENT_AGES,
): Promise<{ readonly book: AnswerBook | undefined; readonly through: readonly number[] }> {
  let book: AnswerBook | undefined;
  const through: number[] = [];
  for (const [place, ageMs] of ages.entries()) {
    let from = before.through[place] ?? now;
    for (let read = 0; read < MOST_AT_ONCE; read++) {
      const stretch = await ripeStretch(host.read, campaign, { from, ageMs, now });
      if (stretch === undefined) break;
      from = stretch.through;
      if (stretch.isEmpty) continue;
      const { since, until } = stretch;
      const rows = await host.read.responseCounts({ campaign, since, until, withinMs: ageMs });
      const { sums, totals } = book ?? before;
      book = addStretch({ sums, totals }, ageMs, rows);
    }
    through.push(from);
  }
  return { book, through };
}

/** A period whose messages are all old enough to be judged at an age. */
interface RipeStretch {
  /** The recipients messaged from the start of the period until `until` are counted. */
  readonly since: number;
  readonly until: number;
  /** The time at which the next period begins. */
  readonly through: number;
  /** No message was sent in the period. */
  readonly isEmpty: boolean;
}

/** The next period of a campaign after `from` whose messages are all older than an age; `undefined` if none is yet. */
async function ripeStretch(
  read: PluginHost["read"],
  campaign: number,
  { from, ageMs, now }: { readonly from: number; readonly ageMs: number; readonly now: number },
): Promise<RipeStretch | undefined> {
  const ripe = Math.floor((now - ageMs - GRACE_MS) / MINUTE_MS) * MINUTE_MS;
  const until = Math.min(ripe, from + OVERLOOKED * MINUTE_MS);
  if (until <= from) return undefined;
  const { rows } = await read.bins({ campaign, since: from, until, grainMs: MINUTE_MS });
  const first = rows.find(({ accepted }) => accepted > 0);
  const nobodyUntil = (through: number) => ({ since: through, until: through, through, isEmpty: true });
  if (first === undefined) return nobodyUntil(until);
  const since = Math.max(from, first.at);
  let people = 0;
  for (let minute = 1; minute <= LONGEST; minute++) {
    const through = since + minute * MINUTE_MS;
    if (through > until) return until < ripe ? nobodyUntil(since) : undefined; // the period may still get messages
    people = rows.filter(({ at }) => at < through).reduce((sum, { accepted }) => sum + accepted, 0);
    if (people < ENOUGH && minute < LONGEST) continue;
    const share = Math.min(1, MOST / people);
    return { since, until: since + Math.ceil((through - since) * share), through, isEmpty: false };
  }
  return undefined;
}
