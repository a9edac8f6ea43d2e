import type { VirtualClock, World } from "@relance/simulator";
import type { Ledger } from "@relance/spec";
import type { CommitTarget, Receiver } from "../world/receiver.ts";
import type { EngineTime } from "./engine-time.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Interval at which the rehearsal checks whether the campaign has ended, while no recipient is pending. */
const OVER_MS = 10 * MINUTE_MS;
/** How long received items wait for their commit while first messages are due or recent. */
const SOON_MS = 0;
const LATER_MS = 8 * SECOND_MS;
/** Time within which nearly all receipts of a healthy provider arrive. */
const YOUNG_MS = 10 * MINUTE_MS;
/** After this many minutes without a message, the schedule assumes that pending recipients wait for a window. */
const HELD_MINUTES = 30;

interface SimulationParts {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly time: EngineTime;
  readonly receiver: Receiver;
  readonly target: CommitTarget;
  look(): void;
  wake(): void;
  sent(): number;
}

/**
 * Advances time from one due item to the next. Simulated events within one second run together, and their results are
 * committed in groups.
 */
export async function passTime(
  { clock, time, receiver, target, look, wake, sent }: SimulationParts,
  options: { readonly until: number; ledger(): Promise<Pick<Ledger, "state" | "states">>; onMinute(): void },
): Promise<void> {
  const { until, ledger, onMinute } = options;
  const schedule = createWatchSchedule(clock.now());
  let pending = 1;
  let askAt = clock.now() + OVER_MS;
  let minute = clock.now();

  for (;;) {
    await time.drain();
    const groupMs = schedule.isBusy(clock.now()) ? SOON_MS : LATER_MS;
    const commitAt = receiver.dueAt(groupMs) ?? until;
    const next = Math.min(time.nextAt() ?? until, worldDueAt() ?? until, commitAt, schedule.nextAt());
    if (next >= until) break;
    clock.advanceTo(next);
    time.wake();
    if ((receiver.dueAt(groupMs) ?? until) <= clock.now()) await whileDraining(receiver.commit(target));
    if (schedule.isDue(clock.now(), sent())) {
      look();
      await time.drain();
      wake(); // a check may have released the next wave, so the engine must look for work
    }
    if (clock.now() - minute < MINUTE_MS) continue;
    if (pending > 0 || clock.now() >= askAt) {
      askAt = clock.now() + OVER_MS;
      const { state, states } = await ledger();
      if (state === "closed") return;
      pending = states.pending;
    }
    for (; minute + MINUTE_MS <= clock.now(); minute += MINUTE_MS) schedule.note(clock.now(), sent(), pending);
    onMinute();
  }
  clock.advanceTo(until);
  time.wake();
  await time.drain();

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

/** Interval of checks while first messages are due or recent, as in a real worker. */
const OFTEN_MS = 2 * SECOND_MS;
/** Interval of checks in later steps, where the watch may detect a loss three seconds later. */
const BUSY_MS = 5 * SECOND_MS;
const SELDOM_MS = 30 * SECOND_MS;
const IDLE_MS = 15 * MINUTE_MS;
/** Minimum number of messages in five minutes for a fast campaign. */
const MANY = 450;
/** Minimum number of messages in twenty minutes that give the watch enough evidence. */
const ENOUGH = 100;

/** Decides when the watch checks. With few messages the checks are rare, because each check costs real time. */
interface WatchSchedule {
  nextAt(): number;
  isBusy(now: number): boolean;
  /** Records the numbers of sent messages and pending recipients. The caller calls `note` once a minute. */
  note(now: number, sent: number, pending: number): void;
  /** Returns whether a check is due. `sent` is the number of messages since the start. */
  isDue(now: number, sent: number): boolean;
}

function createWatchSchedule(start: number): WatchSchedule {
  const minutes: number[] = [0];
  let pendingAt = start;
  let at = start;
  /** Number of messages at the last check. */
  let seen = 0;

  const isBusy = (now: number) => now - pendingAt < YOUNG_MS;

  function restMs(now: number, sent: number): number {
    const since = (count: number) => sent - (minutes[count] ?? 0);
    const isMoving = since(HELD_MINUTES) > 0 || now - start < HELD_MINUTES * MINUTE_MS;
    if (isBusy(now) && isMoving) return OFTEN_MS;
    if (since(5) >= MANY) return BUSY_MS;
    return since(20) >= ENOUGH ? SELDOM_MS : IDLE_MS;
  }

  return {
    nextAt: () => at,
    isBusy,
    note(now, sent, pending) {
      minutes.unshift(sent);
      minutes.length = Math.min(minutes.length, HELD_MINUTES + 1);
      if (pending > 0) pendingAt = now;
    },
    isDue(now, sent) {
      if (sent > seen && isBusy(now)) at = Math.min(at, Math.ceil(now / OFTEN_MS) * OFTEN_MS);
      if (now < at) return false;
      seen = sent;
      at = now + restMs(now, sent);
      return true;
    },
  };
}
