import { type Alert, IDLE_LINE, type LineMemory } from "./alert-memory.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const FIRST_RETRY_MS = MINUTE_MS / 2;
const LONGEST_RETRY_MS = 15 * MINUTE_MS;
/** News of the day before is none: whoever could not be told by then is not. */
const KEPT_MS = 6 * HOUR_MS;

/**
 * What leaves over a line now, message by message: each alert alone while the hour has room, and what does not fit
 * together in its last one.
 */
export function shareOut(line: LineMemory, perHour: number, now: number): readonly (readonly Alert[])[] {
  const isResting = now < line.retryAt && line.retryAt - now <= LONGEST_RETRY_MS; // else the clock was set back
  if (isResting) return [];
  const free = perHour - line.sentAt.filter((at) => isLately(at, now)).length;
  if (free <= 0 || line.waiting.length === 0) return [];
  const alone = line.waiting.length <= free ? line.waiting.length : free - 1;
  const rest = line.waiting.slice(alone);
  return [...line.waiting.slice(0, alone).map((alert) => [alert]), ...(rest.length === 0 ? [] : [rest])];
}

/** The line with one more alert; what was waiting about the same incident is no news any more. */
export function awaiting(line: LineMemory, alert: Alert): LineMemory {
  return { ...line, waiting: [...line.waiting.filter(({ incident }) => incident !== alert.incident), alert] };
}

/**
 * Every line with what is new. Lines that only other processes serve are kept for them, as long as that may be news: a
 * worker of an older configuration must not lose what the others have to tell.
 */
export function queued(
  before: Readonly<Record<string, LineMemory>> = {},
  own: readonly string[],
  alerts: readonly Alert[],
  now: number,
): Readonly<Record<string, LineMemory>> {
  const lines: Record<string, LineMemory> = {};
  for (const name of new Set([...own, ...Object.keys(before)])) {
    const line = alerts.reduce(awaiting, before[name] ?? IDLE_LINE);
    const waiting = own.includes(name) ? line.waiting : line.waiting.filter(({ at }) => now - at < KEPT_MS);
    if (own.includes(name) || waiting.length > 0 || line.sentAt.some((at) => isLately(at, now)))
      lines[name] = { ...line, waiting };
  }
  return lines;
}

/** The line after it was told these. */
export function told(line: LineMemory, alerts: readonly Alert[], now: number): LineMemory {
  const done = new Set(alerts.map(({ id }) => id));
  return {
    waiting: line.waiting.filter(({ id }) => !done.has(id)),
    sentAt: [...line.sentAt.filter((at) => isLately(at, now)), now],
    tries: 0,
    retryAt: 0,
  };
}

/** The line after a vain attempt, and the alerts that are given up: a failure holds up what follows, not for ever. */
export function failed(
  line: LineMemory,
  now: number,
): { readonly line: LineMemory; readonly givenUp: readonly Alert[] } {
  const tries = line.tries + 1;
  const retryMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
  const isTooOld = ({ at }: Alert) => now - at >= KEPT_MS;
  return {
    line: { ...line, waiting: line.waiting.filter((one) => !isTooOld(one)), tries, retryAt: now + retryMs },
    givenUp: line.waiting.filter(isTooOld),
  };
}

/** A clock that was set back must not silence anybody. */
function isLately(at: number, now: number): boolean {
  return Math.abs(now - at) < HOUR_MS;
}
