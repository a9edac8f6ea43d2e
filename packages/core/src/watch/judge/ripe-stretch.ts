import type { Store } from "@relance/spec";

const MINUTE_MS = 60_000;
/** Answers that came in time may not be folded yet. */
const GRACE_MS = MINUTE_MS;
/** Enough people to be compared; a stretch that has fewer grows up to the longest. */
const ENOUGH = 300;
const LONGEST = 10;
/** People counted of a stretch, at most: of a busy minute, its beginning. Those of a minute are drawn at random anyway. */
const MOST = 2_000;
/** Minutes looked over at once. */
const OVERLOOKED = 60;

/** Messages that are old enough to be judged at an age. */
export interface RipeStretch {
  /** Whose people are counted. */
  readonly since: number;
  readonly until: number;
  /** Where the next stretch begins. */
  readonly through: number;
  /** Nobody was messaged. */
  readonly isEmpty: boolean;
}

/** The next stretch of a campaign after `from` whose messages are all older than an age; `undefined` = none is ripe yet. */
export async function ripeStretch(
  store: Store,
  campaign: number,
  { from, ageMs, now }: { readonly from: number; readonly ageMs: number; readonly now: number },
): Promise<RipeStretch | undefined> {
  const ripe = Math.floor((now - ageMs - GRACE_MS) / MINUTE_MS) * MINUTE_MS;
  const until = Math.min(ripe, from + OVERLOOKED * MINUTE_MS);
  if (until <= from) return undefined;
  const { rows } = await store.bins({ campaign, since: from, until, grainMs: MINUTE_MS });
  const first = rows.find(({ accepted }) => accepted > 0);
  const nobodyUntil = (through: number) => ({ since: through, until: through, through, isEmpty: true });
  if (first === undefined) return nobodyUntil(until);
  const since = Math.max(from, first.at);
  let people = 0;
  for (let minute = 1; minute <= LONGEST; minute++) {
    const through = since + minute * MINUTE_MS;
    if (through > until) return until < ripe ? nobodyUntil(since) : undefined; // it may still grow
    people = rows.filter(({ at }) => at < through).reduce((sum, { accepted }) => sum + accepted, 0);
    if (people < ENOUGH && minute < LONGEST) continue;
    const share = Math.min(1, MOST / people);
    return { since, until: since + Math.ceil((through - since) * share), through, isEmpty: false };
  }
  return undefined;
}
