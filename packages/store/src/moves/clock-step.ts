import { CALM_MS, type ClockPair, isUnsettled, steadyNow } from "../rows/clocks.ts";
import { FACT, KEEP_FACT } from "../rows/facts.ts";
import type { Work } from "../work/work.ts";

/** Name of the stored fact that contains how far the clock jumped, and until when the clock is not trusted. */
const STEP = "clock_step";

/** At each heartbeat, compares the store's clock with the clock of this process to detect jumps. */
export async function watchClock(work: Work): Promise<void> {
  await noticeJump(work);
  const pair = readClocks(work);
  work.afterCommit(() => {
    work.context.beats.note(pair);
  });
}

/** True after a clock jump, also one that another process noticed: recovery, escalation and expiry pause. */
export async function isClockStepping(work: Work): Promise<boolean> {
  const { settings, beats } = work.context;
  if (!settings.watchesClock) return false;
  await noticeJump(work);
  const [until = 0, ahead = 0]: number[] = JSON.parse(String((await work.sql.row(FACT, STEP))?.[0] ?? "[]"));
  if (!isUnsettled(until, work.now)) return false;
  beats.hear(readClocks(work), ahead, until - work.now);
  return true;
}

/** Returns the time that decides whether an answer is late. A short clock jump must not make an answer late. */
export function answeredAt(work: Work): number {
  const { settings, beats } = work.context;
  return settings.watchesClock ? beats.believed(readClocks(work)) : work.now;
}

async function noticeJump(work: Work): Promise<void> {
  const { settings, beats } = work.context;
  const clocks = readClocks(work);
  if (!settings.watchesClock || !beats.isJump(clocks)) return;
  await work.sql.run(KEEP_FACT, STEP, JSON.stringify([work.now + CALM_MS, work.now - beats.believed(clocks)]));
}

function readClocks({ now, context }: Work): ClockPair {
  return { now, steady: steadyNow(context.clock) };
}
