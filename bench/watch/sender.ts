import type { FlowBins } from "../../packages/plugins/watch/src/flows.ts";
import { judgePilot } from "../../packages/plugins/watch/src/judge-pilot.ts";
import type { LatencyModel } from "../../packages/plugins/watch/src/latency-model.ts";
import type { AlarmMemory } from "../../packages/plugins/watch/src/verdict.ts";
import { MINUTE_MS, SECOND_MS, type World } from "./world.ts";

const PILOT_PER_SECOND = 15;
const CAREFUL_PER_SECOND = 10;
const LONGEST_PILOT_MS = 10 * MINUTE_MS;

/**
 * Sends to recipients as the engine does: a small first wave, then the other recipients. Sends slowly through a
 * suspected provider, and sends nothing through a stopped provider.
 */
export class Sender {
  readonly #perSecond: number;
  readonly #pilot: number;
  #left: number;
  #isPilotOver: boolean;
  #pilotSentAt: number | undefined;
  #alarm: AlarmMemory["alarm"] = "none";
  #isUnknown = false;

  constructor({ people = Number.POSITIVE_INFINITY, pilot, scenario }: World) {
    this.#perSecond = scenario.perSecond;
    this.#left = people;
    this.#pilot = people - (pilot ?? 0);
    this.#isPilotOver = pilot === undefined;
  }

  next(at: number): number {
    if (this.#alarm === "pause") return 0;
    const allowed = this.#isPilotOver ? this.#left : Math.max(0, this.#left - this.#pilot);
    if (allowed === 0 && !this.#isPilotOver) this.#pilotSentAt ??= at;
    const careful = this.#alarm === "warn" && !this.#isUnknown ? CAREFUL_PER_SECOND : Number.POSITIVE_INFINITY;
    const rate = this.#isPilotOver ? this.#perSecond : Math.min(PILOT_PER_SECOND, this.#perSecond);
    const count = Math.min(allowed, rate, careful);
    this.#left -= count;
    return count;
  }

  /** Applies the verdict of one check by the watch to the sending rate. */
  apply(alarm: AlarmMemory["alarm"], bins: FlowBins, model: LatencyModel, now: number, isUnknown: boolean): void {
    this.#alarm = alarm;
    this.#isUnknown = isUnknown;
    if (this.#isPilotOver || this.#pilotSentAt === undefined) return;
    const isLate = now - this.#pilotSentAt >= LONGEST_PILOT_MS || (isUnknown && alarm !== "none");
    if (now % (2 * SECOND_MS) !== 0 || (alarm !== "none" && !isLate)) return;
    this.#isPilotOver = isLate || judgePilot({ bins, model, now }).answer === "go";
  }
}
