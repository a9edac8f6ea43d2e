const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** As often as the watch looks by itself in a worker. */
const OFTEN_MS = 2 * SECOND_MS;
/** Once the first minutes are over, a loss that begins is noticed three seconds later than it might be. */
const BUSY_MS = 5 * SECOND_MS;
const SELDOM_MS = 30 * SECOND_MS;
const IDLE_MS = 5 * MINUTE_MS;
/** The first wave is watched for as long as it may take to judge it. */
const FIRST_MINUTES = 10;
/** So many messages in five minutes are a campaign in full swing. */
const MANY = 450;
/** Fewer than so many in twenty minutes are no evidence of anything. */
const ENOUGH = 100;

/** When the watch has to look: often while many are sent, seldom while a few trickle, for a look costs real time. */
export interface Lookout {
  nextAt(): number;
  /** True when a look is due; `sent` counts messages from the beginning. */
  isDue(now: number, sent: number): boolean;
}

export function createLookout(start: number): Lookout {
  /** Messages sent by the end of each of the last twenty minutes. */
  const minutes: number[] = [];
  let minuteAt = start;
  let at = start;

  function note(now: number, sent: number): void {
    for (; minuteAt + MINUTE_MS <= now; minuteAt += MINUTE_MS) {
      minutes.unshift(sent);
      minutes.length = Math.min(minutes.length, 20);
    }
  }

  function restMs(inFive: number, inTwenty: number): number {
    if (minutes.length < FIRST_MINUTES) return OFTEN_MS;
    if (inFive >= MANY) return BUSY_MS;
    return inTwenty >= ENOUGH ? SELDOM_MS : IDLE_MS;
  }

  return {
    nextAt: () => at,
    isDue(now, sent) {
      note(now, sent);
      if (now < at) return false;
      const before = (count: number) => minutes[count - 1] ?? 0;
      at = now + restMs(sent - before(5), sent - before(20));
      return true;
    },
  };
}
