import { steadyNow } from "./steady-now.ts";
import type { Work } from "./work.ts";

/** The clocks may drift apart by this much between two beats. */
const TOLERANCE_MS = 30_000;
/** Recovery, escalation and expiry go on after this much calm. */
const CALM_MS = 5 * 60_000;

const UNTIL = "select value from meta where name = 'clock_step_until'";
const SAVE = `insert into meta (name, value) values ('clock_step_until', $1)
  on conflict (name) do update set value = excluded.value`;

/** The store's clock against one that never jumps, at the last beat of this process. */
export interface ClockPair {
  readonly now: number;
  readonly steady: number;
}

/** A beat looks at both clocks; jumps are measured from there. */
export async function watchClock(work: Work): Promise<void> {
  await noticeJump(work);
  const pair = clocksOf(work);
  work.afterCommit(() => {
    work.context.beat.last = pair;
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
  return until > work.now && until <= work.now + CALM_MS;
}

async function noticeJump(work: Work): Promise<void> {
  const { settings, beat } = work.context;
  if (!settings.watchesClock || beat.last === undefined) return;
  const { now, steady } = clocksOf(work);
  const driftMs = now - beat.last.now - (steady - beat.last.steady);
  if (Math.abs(driftMs) > TOLERANCE_MS) await work.sql.run(SAVE, String(now + CALM_MS));
}

function clocksOf({ now, context }: Work): ClockPair {
  return { now, steady: steadyNow(context.clock) };
}
