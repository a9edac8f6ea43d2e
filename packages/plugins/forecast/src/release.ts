import { firstShare, isWaveSent, LEAST_WAVE_MS, LONGEST_PILOT_MS, nextShare, waveRate } from "@relance/rules";
import type { Plan, PlanPace } from "@relance/spec";
import type { ForecastWave } from "./forecast.ts";

/** The waves of a campaign in which no problem occurs. Assumes the longest permitted judgment of the first wave. */
export class Release {
  readonly #pace: PlanPace;
  readonly #people: number;
  readonly #judgingMs: number;
  #share: number;
  #openedAt: number;
  readonly waves: ForecastWave[] = [];
  /** When the next wave begins; Infinity if the time is not known yet, or if the last wave has begun. */
  opensAt: number = Number.POSITIVE_INFINITY;

  constructor({ pace = {}, steps }: Plan, people: number, startAt: number) {
    this.#pace = pace;
    this.#people = people;
    this.#share = firstShare(pace, people);
    this.#openedAt = startAt;
    const isHeard = steps.some(({ route }) => route.some(({ receipts }) => receipts));
    this.#judgingMs = isHeard ? LONGEST_PILOT_MS : 0;
    if (pace.firstWave !== undefined || pace.perSecond !== undefined) this.#note();
  }

  get isDone(): boolean {
    return this.#share >= 1;
  }

  get released(): number {
    return this.isDone ? this.#people : Math.min(this.#people, Math.ceil(this.#share * this.#people));
  }

  get perSecond(): number | null {
    return waveRate(this.#pace, this.#isPilot && !this.isDone);
  }

  /** Records how many recipients of a wave were sent a message or need no message, and when. */
  begun(people: number, at: number): void {
    if (this.isDone || this.opensAt !== Number.POSITIVE_INFINITY) return;
    if (isWaveSent(people, this.#share, this.#people)) this.#openNext(at);
  }

  exhausted(at: number): void {
    if (!this.isDone && this.opensAt === Number.POSITIVE_INFINITY) this.#openNext(at);
  }

  open(): void {
    this.#openedAt = this.opensAt;
    this.opensAt = Number.POSITIVE_INFINITY;
    this.#share = nextShare(this.#share);
    this.#note();
  }

  get #isPilot(): boolean {
    return this.waves.length <= 1;
  }

  #openNext(at: number): void {
    this.opensAt = Math.max(at + (this.#isPilot ? this.#judgingMs : 0), this.#openedAt + LEAST_WAVE_MS);
  }

  #note(): void {
    this.waves.push({
      wave: this.waves.length,
      at: new Date(this.#openedAt),
      people: Math.round(this.#share * this.#people),
    });
  }
}
