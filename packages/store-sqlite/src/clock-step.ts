import type { Work } from "./work.ts";

/** The clocks may drift apart by this much between two beats. */
const TOLERANCE_MS = 30_000;
/** Recovery, escalation and expiry go on after this much calm. */
const CALM_MS = 5 * 60_000;

const UNTIL = "select value from meta where name = 'clock_step_until'";
const SAVE =
  "insert into meta (name, value) values ('clock_step_until', ?) on conflict do update set value = excluded.value";

/** The store's clock against one that never jumps, at the last beat of this process. */
export interface ClockPair {
  now: number;
  steady: number;
}

/** A beat looks at both clocks; jumps are measured from there. */
export function watchClock(work: Work): void {
  noticeJump(work);
  work.context.beat.last = clocksOf(work);
}

/**
 * Recovery, escalation and expiry stand still while this holds; acknowledgements and sends go on (R12). Whoever asks
 * compares the clocks itself: a jump counts before the next beat, and is kept for processes that did not see it.
 */
export function isClockStepping(work: Work): boolean {
  if (!work.context.settings.watchesClock) return false;
  noticeJump(work);
  const until = work.sql.row(UNTIL)?.[0];
  return typeof until === "number" && until > work.now && until <= work.now + CALM_MS;
}

function noticeJump(work: Work): void {
  const { settings, beat } = work.context;
  if (!settings.watchesClock || beat.last === undefined) return;
  const { now, steady } = clocksOf(work);
  const driftMs = now - beat.last.now - (steady - beat.last.steady);
  if (Math.abs(driftMs) > TOLERANCE_MS) work.sql.run(SAVE, now + CALM_MS);
}

function clocksOf(work: Work): ClockPair {
  return { now: work.now, steady: work.context.clocks.steadyNow() };
}
