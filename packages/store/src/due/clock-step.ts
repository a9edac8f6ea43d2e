import { CALM_MS, type ClockPair, isUnsettled, steadyNow } from "../transaction/clocks.ts";
import type { Work } from "../transaction/work.ts";

const UNTIL = "select value from meta where name = 'clock_step_until'";
const SAVE = `insert into meta (name, value) values ('clock_step_until', $1)
  on conflict (name) do update set value = excluded.value`;

/** A beat looks at both clocks; jumps are measured from there. */
export async function watchClock(work: Work): Promise<void> {
  await noticeJump(work);
  const pair = clocksOf(work);
  work.afterCommit(() => {
    work.context.beats.note(pair);
  });
}

/**
 * Recovery, escalation and expiry stand still while this holds; acknowledgements and sends go on (R12). Whoever asks
 * compares the clocks itself: a jump counts before the next beat, and is kept for processes that did not see it.
 */
export async function isClockStepping(work: Work): Promise<boolean> {
  if (!work.context.settings.watchesClock) return false;
  await noticeJump(work);
  const until = Number((await work.sql.row(UNTIL))?.[0] ?? 0);
  return isUnsettled(until, work.now);
}

/** What time it is for people's answers: an answer is not late because a clock jumped ahead that is set back soon. */
export function answeredAt(work: Work): number {
  const { settings, beats } = work.context;
  return settings.watchesClock ? beats.believed(clocksOf(work)) : work.now;
}

async function noticeJump(work: Work): Promise<void> {
  const { settings, beats } = work.context;
  if (settings.watchesClock && beats.isJump(clocksOf(work))) await work.sql.run(SAVE, String(work.now + CALM_MS));
}

function clocksOf({ now, context }: Work): ClockPair {
  return { now, steady: steadyNow(context.clock) };
}
