import type { Ledger } from "relance";
import type { Outside } from "./far-ends.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** Longest leap at once, so that the screen moves and people act in order. */
const LEAP_MS = 10 * 60_000;

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

  /** Nobody does anything for a long time. */
  async leapTo(at: number, worker: WorkerProcess): Promise<Ledger | undefined> {
    this.#offset += Math.max(0, at - this.now());
    await this.follow();
    return this.look(worker);
  }

  /** The ledger as it is; nobody outside acts meanwhile. */
  async look(worker: WorkerProcess): Promise<Ledger | undefined> {
    return (await worker.ask({ type: "time", offset: this.#offset }, "pulse")).ledger;
  }

  /** One turn: everything due now happens on both sides; when all is still, time leaps to the next thing. */
  async turn(worker: WorkerProcess, until: number): Promise<Ledger | undefined> {
    await this.follow();
    const pulse = await worker.ask({ type: "time", offset: this.#offset }, "pulse");
    this.#outside.clock.advanceTo(this.now());
    if (this.#outside.world.inFlight() === 0) {
      const next = Math.min(this.#outside.world.nextAt() ?? until, pulse.nextDueAt ?? until, until);
      const now = this.now();
      // a minute more than needed: people who act within it act in one leap
      this.#offset += Math.max(0, Math.min(next + 60_000 - now, LEAP_MS, until - now));
    }
    return pulse.ledger;
  }
}
