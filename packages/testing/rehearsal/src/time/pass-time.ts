import type { VirtualClock, World } from "@relance/simulator";
import type { Desk, Reception } from "../world/reception.ts";
import type { EngineTime } from "./engine-time.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Interval at which the rehearsal checks whether the campaign and all messages have ended. */
const OVER_MS = 10 * MINUTE_MS;

/** The parts of a rehearsal that must be woken when time passes. */
interface Players {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly time: EngineTime;
  readonly reception: Reception;
  readonly desk: Desk;
  /** Runs one check of the watch. */
  look(): void;
  /** Messages accepted so far. */
  sent(): number;
}

/**
 * Advances time from one due item to the next. Simulated events within one second run together, each at its own time,
 * and their results are committed in groups.
 */
export async function passTime(
  { clock, time, reception, desk, look, sent }: Players,
  options: { readonly until: number; isOver(): Promise<boolean>; onMinute(): void },
): Promise<void> {
  const { until, isOver, onMinute } = options;
  const lookout = createLookout(clock.now());
  let askAt = clock.now() + OVER_MS;
  let minute = clock.now();

  for (;;) {
    await time.drain();
    const next = Math.min(time.nextAt() ?? until, worldDueAt() ?? until, reception.dueAt() ?? until, lookout.nextAt());
    if (next >= until) break;
    clock.advanceTo(next);
    time.wake();
    const dueAt = reception.dueAt();
    if (dueAt !== undefined && dueAt <= clock.now()) await whileDraining(reception.commit(desk));
    if (lookout.isDue(clock.now(), sent())) look();
    if (clock.now() - minute >= MINUTE_MS) {
      minute = clock.now();
      onMinute();
    }
    if (clock.now() >= askAt) {
      askAt = clock.now() + OVER_MS;
      if (await isOver()) return;
    }
  }
  clock.advanceTo(until);
  time.wake();
  await time.drain();

  /** The end of the second in which the next simulated event is due. */
  function worldDueAt(): number | undefined {
    const at = clock.nextAt();
    return at === undefined ? undefined : (Math.floor(at / SECOND_MS) + 1) * SECOND_MS;
  }

  async function whileDraining(work: Promise<void>): Promise<void> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) await time.drain();
    await done;
  }
}

/** Interval of the watch's checks in the first minutes, as in a real worker. */
const OFTEN_MS = 2 * SECOND_MS;
/** After the first minutes, the rehearsal may detect a new loss up to three seconds later than a real worker. */
const BUSY_MS = 5 * SECOND_MS;
const SELDOM_MS = 30 * SECOND_MS;
const IDLE_MS = 5 * MINUTE_MS;
/** The first wave is checked until the latest time at which it may still be judged. */
const FIRST_MINUTES = 10;
/** A campaign that sends this many messages in five minutes is at full speed. */
const MANY = 450;
/** Fewer messages than this in twenty minutes prove nothing. */
const ENOUGH = 100;

/**
 * Decides when the watch checks: often while many messages are sent, rarely while few are, because a check costs real
 * time.
 */
interface Lookout {
  nextAt(): number;
  /** Returns true if a check is due. `sent` is the number of messages since the start. */
  isDue(now: number, sent: number): boolean;
}

function createLookout(start: number): Lookout {
  /** Number of messages sent by the end of each of the last twenty minutes. */
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
