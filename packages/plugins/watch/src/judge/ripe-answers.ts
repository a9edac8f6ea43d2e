import type { PluginHost } from "@relance/spec";
import { ACKNOWLEDGEMENT_AGES } from "../judge-acknowledgements.ts";
import { type AnswerBook, addStretch, EMPTY_BOOK } from "./answer-book.ts";

const MINUTE_MS = 60_000;
const MOST_AT_ONCE = 3;
/** The store may record an answer this many milliseconds after its arrival. */
const GRACE_MS = MINUTE_MS;
/** How many recipients one comparison needs. A period with too few recipients is extended, up to ten minutes. */
const ENOUGH = 300;
const LONGEST = 10;
/** The maximum number of recipients counted per period. The counted recipients are a random sample. */
const MOST = 2_000;
const OVERLOOKED = 60;

export interface RipeAnswers extends AnswerBook {
  /** For each age, a time. Messages sent before this time are already counted. */
  readonly through: readonly number[];
}

export function noAnswers(now: number): RipeAnswers {
  const through = ACKNOWLEDGEMENT_AGES.map(() => Math.floor(now / MINUTE_MS) * MINUTE_MS);
  return { through, ...EMPTY_BOOK };
}

/** Counts the answers to messages that have reached an age to be judged. `book` is absent if no message has. */
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

interface RipeStretch {
  readonly since: number;
  readonly until: number;
  readonly through: number;
  readonly isEmpty: boolean;
}

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
    if (through > until) return until < ripe ? nobodyUntil(since) : undefined; // messages may still be added to this period
    people = rows.filter(({ at }) => at < through).reduce((sum, { accepted }) => sum + accepted, 0);
    if (people < ENOUGH && minute < LONGEST) continue;
    const share = Math.min(1, MOST / people);
    return { since, until: since + Math.ceil((through - since) * share), through, isEmpty: false };
  }
  return undefined;
}
