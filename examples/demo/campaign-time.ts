import type { Ledger } from "relance";
import type { Outside } from "./fake-vendors.ts";
import type { Staff } from "./staff.ts";
import type { Answer } from "./worker-process.ts";

/** Longest jump of campaign time, in milliseconds. A longer jump would hide the progress of time on the screen. */
const LEAP_MS = 6 * 3_600_000;
/** If no recipient waits for a wave, campaign time jumps this many milliseconds beyond the next due item. */
const BEYOND_MS = 3 * 60_000;

/** Smallest advance of campaign time, in milliseconds. */
const STEP_MS = 200;

/** If work is due within this many milliseconds, the demo waits instead of jumping. */
const PACE_MS = 1_000;

/**
 * The campaign time of the demo, a simulated clock. The clock stops while relance or a simulated provider works, and
 * jumps when both are idle. A slow machine therefore reaches the same result as a fast machine.
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

  /** Advances the simulated providers to campaign time, and waits until they are idle. */
  async follow(): Promise<void> {
    for (;;) {
      this.#outside.clock.advanceTo(this.#now);
      if (this.#outside.world.inFlight() === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Jumps to a later time. */
  async leapTo(at: number, staff: Staff): Promise<Ledger | undefined> {
    this.#now = Math.max(at, this.#now);
    await this.follow();
    return this.look(staff);
  }

  /** Returns the ledger, read while the simulated providers and recipients do nothing. */
  async look(staff: Staff): Promise<Ledger | undefined> {
    return (await staff.pulse(this.#now)).ledger;
  }

  /** Runs all due work of relance and of the simulated providers. Without due work, time jumps to the next due item. */
  async turn(staff: Staff, until: number): Promise<Answer<"pulse">> {
    await this.follow();
    const pulse = await staff.pulse(this.#now);
    await this.follow();
    // the watch must check before the next wave, so campaign time does not jump while a dead worker is being replaced
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
 * Returns the number of messages that may be in flight. While messages are in flight, campaign time does not jump, so
 * that no worker's lease ends.
 */
export function onTheWire(ledger: Ledger | undefined): number {
  const open = ledger?.attempts.filter(({ state }) => state === "submitting") ?? [];
  return open.reduce((sum, { count }) => sum + count, 0);
}
