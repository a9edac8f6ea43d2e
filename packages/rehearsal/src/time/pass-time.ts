import type { VirtualClock, World } from "@relance/simulator";
import type { Desk, Reception } from "../world/reception.ts";
import type { EngineTime } from "./engine-time.ts";
import { createLookout } from "./lookout.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** How often it is asked whether everything is over. */
const OVER_MS = 10 * MINUTE_MS;

/** Everything that wants to be woken. */
export interface Players {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly time: EngineTime;
  readonly reception: Reception;
  readonly desk: Desk;
  /** Lets the watch look. */
  look(): void;
  /** Messages taken so far. */
  sent(): number;
}

/**
 * Lets time pass, from one thing that is due to the next. The world's events of a second are played in one go, each at
 * its own instant; what they bring is committed in groups.
 */
export async function passTime(
  { clock, time, reception, desk, look, sent }: Players,
  options: {
    readonly until: number;
    isOver(): Promise<boolean>;
    onMinute(): void;
  },
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

  /** The end of the second in which the world has something to do. */
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
