import { CALM_MS, type ClockPair, isUnsettled, steadyNow } from "../rows/clocks.ts";
import { FACT, KEEP_FACT } from "../rows/facts.ts";
import type { Work } from "../work/work.ts";

/** The fact that says until when the clock is doubted, and how far it is ahead meanwhile. */
const STEP = "clock_step";

/** A beat looks at both clocks; jumps are measured from there. */
export async function watchClock(work: Work): Promise<void> {
  await noticeJump(work);
  const pair = clocksOf(work);
  work.afterCommit(() => {
    work.context.beats.note(pair);
  });
}

/**
 * Recovery, escalation and expiry stand still while this holds; acknowledgements and sends continue. Each call
 * compares the clocks itself: a jump counts before the next beat, and is kept for processes that did not see it.
 */
export async function isClockStepping(work: Work): Promise<boolean> {
  const { settings, beats } = work.context;
  if (!settings.watchesClock) return false;
  await noticeJump(work);
  const [until = 0, ahead = 0]: number[] = JSON.parse(String((await work.sql.row(FACT, STEP))?.[0] ?? "[]"));
  if (!isUnsettled(until, work.now)) return false;
  beats.hear(clocksOf(work), ahead, until - work.now);
  return true;
}

/** What time it is for people's answers: an answer is not late because a clock jumped ahead that is set back soon. */
export function answeredAt(work: Work): number {
  const { settings, beats } = work.context;
  return settings.watchesClock ? beats.believed(clocksOf(work)) : work.now;
}

async function noticeJump(work: Work): Promise<void> {
  const { settings, beats } = work.context;
  const clocks = clocksOf(work);
  if (!settings.watchesClock || !beats.isJump(clocks)) return;
  await work.sql.run(KEEP_FACT, STEP, JSON.stringify([work.now + CALM_MS, work.now - beats.believed(clocks)]));
}

function clocksOf({ now, context }: Work): ClockPair {
  return { now, steady: steadyNow(context.clock) };
}
