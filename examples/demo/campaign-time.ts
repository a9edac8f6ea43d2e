import type { Ledger } from "relance";
import type { Outside } from "./far-ends.ts";
import type { Staff } from "./staff.ts";
import type { Answer } from "./worker-process.ts";

/** Longest jump of time, limited so that the displayed time visibly moves. */
const LEAP_MS = 6 * 3_600_000;
/**
 * Once no recipient waits for a wave, time jumps this far beyond the next due item. All recipients who act within this
 * time act in one jump.
 */
const BEYOND_MS = 3 * 60_000;

/** Smallest advance of time. Recipients who act within this period act together. */
const STEP_MS = 200;

/** If work is due this soon, the demo waits for it without a jump of time. */
const PACE_MS = 1_000;

/**
 * Campaign time. The clock stops while relance or a simulated provider works, and jumps when both are idle. The
 * duration of the work does not affect the outcome, so a slow machine reaches the same one as a fast machine.
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

  /** Advances the simulated providers to campaign time, and waits until they have no work in progress. */
  async follow(): Promise<void> {
    for (;;) {
      this.#outside.clock.advanceTo(this.#now);
      if (this.#outside.world.inFlight() === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Jumps to a later time in one step. */
  async leapTo(at: number, staff: Staff): Promise<Ledger | undefined> {
    this.#now = Math.max(at, this.#now);
    await this.follow();
    return this.look(staff);
  }

  /** Reads the current ledger while simulated providers and recipients do nothing. */
  async look(staff: Staff): Promise<Ledger | undefined> {
    return (await staff.pulse(this.#now)).ledger;
  }

  /** Runs all due work of relance and the simulated providers. If there is none, time jumps to the next due item. */
  async turn(staff: Staff, until: number): Promise<Answer<"pulse">> {
    await this.follow();
    const pulse = await staff.pulse(this.#now);
    await this.follow();
    // the watch must check before the next wave: the worker with the watch may have died, and time waits for its
    // successor
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

/**
 * Number of messages that may have been sent. As long as there are some, time does not jump beyond the lease of a dead
 * worker.
 */
export function onTheWire(ledger: Ledger | undefined): number {
  const open = ledger?.attempts.filter(({ state }) => state === "submitting") ?? [];
  return open.reduce((sum, { count }) => sum + count, 0);
}
