import type { Ledger } from "relance";
import type { Outside } from "./far-ends.ts";
import type { Staff } from "./staff.ts";
import type { Answer } from "./worker-process.ts";

/** Longest leap at once, so that the screen moves. */
const LEAP_MS = 2 * 3_600_000;
/** Leaps go so far beyond the next thing: people who act within it act in one leap. */
const BEYOND_MS = 3 * 60_000;

/** Time moves on by at least this: whoever acts within it acts in one turn. */
const STEP_MS = 200;

const SPEED = 4;
const TICK_MS = 20;

/** What is due so soon waits for its slot in time. */
const PACE_MS = 1_000;

/** Campaign time: the machine's clock plus what was fast-forwarded. It leaps only while nothing is in flight. */
export class CampaignTime {
  readonly #outside: Outside;
  #offset: number;

  constructor(outside: Outside, startAt: number) {
    this.#outside = outside;
    this.#offset = startAt - Date.now();
  }

  get offset(): number {
    return this.#offset;
  }

  now(): number {
    return Date.now() + this.#offset;
  }

  /** Lets the world's clock follow campaign time, and waits until nothing is under way outside. */
  async follow(isEnough: () => boolean = () => true): Promise<void> {
    for (;;) {
      this.#outside.clock.advanceTo(this.now());
      if (this.#outside.world.inFlight() === 0 && isEnough()) return;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Time runs a little faster than on the clock of the machine: what takes a minute is over in a quarter of it. */
  async hurry(staff: Staff, isEnough: () => boolean): Promise<void> {
    while (!isEnough()) {
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
      this.#offset += TICK_MS * (SPEED - 1);
      await staff.tell(this.#offset);
      this.#outside.clock.advanceTo(this.now());
    }
  }

  /** Nobody does anything for a long time. */
  async leapTo(at: number, staff: Staff): Promise<Ledger | undefined> {
    this.#offset += Math.max(0, at - this.now());
    await this.follow();
    return this.look(staff);
  }

  /** The ledger as it is; nobody outside acts meanwhile. */
  async look(staff: Staff): Promise<Ledger | undefined> {
    return (await staff.pulse(() => this.#offset)).ledger;
  }

  /** One turn: everything due now happens on both sides; when all is still, time leaps to the next thing. */
  async turn(staff: Staff, until: number): Promise<Answer<"pulse">> {
    await this.follow();
    const pulse = await staff.pulse(() => this.#offset);
    this.#outside.clock.advanceTo(this.now());
    // a wave leaves once the watch has looked: whoever watched may have died, and time waits for the next one
    const isLookedAt = pulse.isWatched || (pulse.ledger?.states.pending ?? 0) === 0;
    if (this.#outside.world.inFlight() === 0 && onTheWire(pulse.ledger) === 0 && isLookedAt) {
      const next = Math.min(this.#outside.world.nextAt() ?? until, pulse.nextDueAt ?? until, until);
      const now = this.now();
      this.#offset += Math.max(
        Math.min(STEP_MS, until - now),
        Math.min(next + (next - now > PACE_MS ? BEYOND_MS : 0) - now, LEAP_MS, until - now),
      );
    }
    return pulse;
  }
}

/** Messages of which nobody knows yet whether they left: time does not leap over the lease of a worker that died. */
export function onTheWire(ledger: Ledger | undefined): number {
  const open = ledger?.attempts.filter(({ state }) => state === "submitting") ?? [];
  return open.reduce((sum, { count }) => sum + count, 0);
}
