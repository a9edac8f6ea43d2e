import type { Work } from "./work.ts";

/** The clocks may drift apart by this much between two beats. */
const TOLERANCE_MS = 30_000;
/** Recovery and escalation go on after this much calm. */
const CALM_MS = 5 * 60_000;

const UNTIL = "select value from meta where name = 'clock_step_until'";
const SAVE =
  "insert into meta (name, value) values ('clock_step_until', ?) on conflict do update set value = excluded.value";

/** The store's clock against one that never jumps, at the last beat of this process. */
export interface ClockPair {
  now: number;
  steady: number;
}

/** Notices at a beat that the store's clock jumped (R12). */
export function watchClock(work: Work, last: ClockPair | undefined): ClockPair {
  const { clocks, settings } = work.context;
  const pair = { now: work.now, steady: clocks.steadyNow() };
  if (!settings.watchesClock || last === undefined) return pair;
  const drift = pair.now - last.now - (pair.steady - last.steady);
  if (Math.abs(drift) > TOLERANCE_MS) work.sql.run(SAVE, work.now + CALM_MS);
  return pair;
}

/** Recovery and escalation stand still; acknowledgements and sends go on. */
export function isClockStepping(work: Work): boolean {
  if (!work.context.settings.watchesClock) return false;
  const until = work.sql.row(UNTIL)?.[0];
  return typeof until === "number" && until > work.now && until <= work.now + CALM_MS;
}
