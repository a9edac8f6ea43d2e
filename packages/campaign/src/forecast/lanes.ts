import type { Plan } from "@relance/spec";
import { WaitingLine } from "./waiting-line.ts";

/** Most messages a second of one provider instance; `undefined` = nothing limits it. */
export type RateOf = (provider: string) => number | undefined;

interface Gate {
  /** The next message passes no earlier. */
  freeAt: number;
  betweenMs: number;
  /** Which message in the order of all passed last. */
  turn: number;
}

/**
 * The lanes of a campaign, one a step over the first provider of its route, each with people who wait for their turn. A
 * message passes the lane's own rate and the provider's. Lanes share a provider as they do in a store: the longest
 * unserved one first.
 */
export class Lanes {
  readonly #lines: readonly WaitingLine[];
  readonly #lanes: readonly Gate[];
  readonly #providers: readonly Gate[];
  #turn = 0;

  constructor(plan: Plan, rateOf: RateOf) {
    const gates = new Map<string, Gate>();
    this.#lines = plan.steps.map(() => new WaitingLine());
    this.#lanes = plan.steps.map(() => openGate(undefined));
    this.#providers = plan.steps.map(({ route: [first] }) => {
      const name = first?.provider ?? "";
      const gate = gates.get(name) ?? openGate(rateOf(name));
      gates.set(name, gate);
      return gate;
    });
  }

  /** Sets the rate of each lane from now on; null = none of its own. */
  pace(perSecond: number | null): void {
    for (const lane of this.#lanes) lane.betweenMs = perSecond === null ? 0 : 1_000 / perSecond;
  }

  wait(step: number, person: number, readyAt: number): void {
    this.#lines[step]?.push(readyAt, person);
  }

  /** The lane whose turn comes next, and when; `undefined` = nobody waits. */
  next(): { readonly step: number; readonly at: number } | undefined {
    let step = -1;
    let at = Number.POSITIVE_INFINITY;
    for (let k = 0; k < this.#lines.length; k++) {
      const first = this.#lines[k]?.first ?? at;
      if (first === Number.POSITIVE_INFINITY) continue;
      const turn = Math.max(first, this.#lanes[k]?.freeAt ?? 0, this.#providers[k]?.freeAt ?? 0);
      const isBefore = turn < at || (turn === at && (this.#lanes[k]?.turn ?? 0) < (this.#lanes[step]?.turn ?? 0));
      if (!isBefore) continue;
      step = k;
      at = turn;
    }
    return step < 0 ? undefined : { step, at };
  }

  /** The first of this lane leaves the line. */
  take(step: number): number {
    return this.#lines[step]?.pop() ?? 0;
  }

  /** A message passes: lane and provider are free again later. */
  pass(step: number, at: number): void {
    this.#turn += 1;
    for (const gate of [this.#lanes[step], this.#providers[step]]) {
      if (gate === undefined) continue;
      gate.turn = this.#turn;
      if (gate.betweenMs > 0) gate.freeAt = at + gate.betweenMs;
    }
  }
}

function openGate(perSecond: number | undefined): Gate {
  return {
    turn: 0,
    freeAt: Number.NEGATIVE_INFINITY,
    betweenMs: perSecond === undefined ? 0 : 1_000 / perSecond,
  };
}
