import type { Ledger } from "relance";
import type { Outside } from "./far-ends.ts";
import type { Staff } from "./staff.ts";
import type { Answer } from "./worker-process.ts";

/** Longest leap at once, so that the screen moves. */
const LEAP_MS = 6 * 3_600_000;
/** Once nobody waits for a wave, leaps go so far beyond the next thing: people who act within it act in one leap. */
const BEYOND_MS = 3 * 60_000;

/** Time moves on by at least this: whoever acts within it acts in one turn. */
const STEP_MS = 200;

/** What is due so soon waits for its slot in time. */
const PACE_MS = 1_000;

/**
 * Campaign time. It stands while anybody works, on either side, and leaps when all is still: how long the work takes
 * makes no difference to what becomes of people, so a slow machine comes to what a fast one does.
 */
export class CampaignTime {
  readonly #outside: Pick<Outside, "clock" | "world">;
  #now: number;

  constructor(outside: Pick<Outside, "clock" | "world">, startAt: number) {
    this.#outside = outside;
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  /** Lets the world's clock follow campaign time, and waits until nothing is under way outside. */
  async follow(): Promise<void> {
    for (;;) {
      this.#outside.clock.advanceTo(this.#now);
      if (this.#outside.world.inFlight() === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Nobody does anything for a long time. */
  async leapTo(at: number, staff: Staff): Promise<Ledger | undefined> {
    this.#now = Math.max(at, this.#now);
    await this.follow();
    return this.look(staff);
  }

  /** The ledger as it is; nobody outside acts meanwhile. */
  async look(staff: Staff): Promise<Ledger | undefined> {
    return (await staff.pulse(this.#now)).ledger;
  }

  /** One turn: everything due now happens on both sides; when all is still, time leaps to the next thing. */
  async turn(staff: Staff, until: number): Promise<Answer<"pulse">> {
    await this.follow();
    const pulse = await staff.pulse(this.#now);
    await this.follow();
    // a wave leaves once the watch has looked: whoever watched may have died, and time waits for the next one
    const hasWaves = (pulse.ledger?.states.pending ?? 0) > 0;
    const isLookedAt = pulse.isWatched || !hasWaves;
    if (onTheWire(pulse.ledger) === 0 && isLookedAt) {
      const next = Math.min(this.#outside.world.nextAt() ?? until, pulse.nextDueAt ?? until, until);
      const restMs = next - this.#now;
      const beyondMs = restMs > PACE_MS && !hasWaves ? BEYOND_MS : 0;
      const leapMs = Math.min(restMs + beyondMs, LEAP_MS);
      this.#now = Math.min(this.#now + Math.max(STEP_MS, leapMs), until);
    }
    return pulse;
  }
}

/** Messages of which nobody knows yet whether they left: time does not leap over the lease of a worker that died. */
export function onTheWire(ledger: Ledger | undefined): number {
  const open = ledger?.attempts.filter(({ state }) => state === "submitting") ?? [];
  return open.reduce((sum, { count }) => sum + count, 0);
}
