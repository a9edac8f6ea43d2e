import { CALM_MS, type ClockPair, isUnsettled } from "@relance/store";
import type { Work } from "../transaction/work.ts";

const UNTIL = "select value from meta where name = 'clock_step_until'";
const SAVE =
  "insert into meta (name, value) values ('clock_step_until', ?) on conflict do update set value = excluded.value";

/** A beat looks at both clocks; jumps are measured from there. */
export function watchClock(work: Work): void {
  noticeJump(work);
  work.context.beats.note(clocksOf(work));
}

/**
 * Recovery, escalation and expiry stand still while this holds; acknowledgements and sends go on (R12). Whoever asks
 * compares the clocks itself: a jump counts before the next beat, and is kept for processes that did not see it.
 */
export function isClockStepping(work: Work): boolean {
  if (!work.context.settings.watchesClock) return false;
  noticeJump(work);
  const until = work.sql.row(UNTIL)?.[0];
  return typeof until === "number" && isUnsettled(until, work.now);
}

/** What time it is for people's answers: an answer is not late because a clock jumped ahead that is set back soon. */
export function answeredAt(work: Work): number {
  const { settings, beats } = work.context;
  return settings.watchesClock ? beats.believed(clocksOf(work)) : work.now;
}

function noticeJump(work: Work): void {
  const { settings, beats } = work.context;
  if (settings.watchesClock && beats.isJump(clocksOf(work))) work.sql.run(SAVE, work.now + CALM_MS);
}

function clocksOf(work: Work): ClockPair {
  return { now: work.now, steady: work.context.clocks.steadyNow() };
}
