import type { FlowBins } from "../../src/flows.ts";
import { addToBins, type BinDelta } from "./add-to-bins.ts";

/** Returns a generator of pseudo-random numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** Returns a normally distributed number (Box and Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A simulated carrier: its messages per second, its losses, and its slowness relative to a median of 5 s. */
export interface Carrier {
  readonly perSecond: number;
  readonly seconds: number;
  /** No messages are sent after this second. @default the end of the simulation */
  readonly stopsAt?: number;
  readonly lost?: (at: number) => number;
  readonly slowness?: (at: number) => number;
  readonly answered?: number;
  readonly seed?: number;
}

/** Returns the carrier's acceptances and receipts in the order of arrival. */
export function factsOf(carrier: Carrier): readonly BinDelta[] {
  const random = seeded(carrier.seed ?? 1);
  const facts: { readonly arrives: number; readonly delta: BinDelta }[] = [];
  for (let second = 0; second < (carrier.stopsAt ?? carrier.seconds); second++) {
    for (let message = 0; message < carrier.perSecond; message++) {
      const at = Math.floor((second + random()) * 1_000);
      facts.push({ arrives: at, delta: { type: "accepted", at } });
      const isLost = random() < (carrier.lost?.(at) ?? 0) || random() >= (carrier.answered ?? 0.98);
      const latency = 5_000 * Math.exp(0.7 * normal(random)) * (carrier.slowness?.(at) ?? 1);
      if (!isLost) facts.push({ arrives: at + latency, delta: { type: "received", acceptedAt: at, at: at + latency } });
    }
  }
  return facts.sort((a, b) => a.arrives - b.arrives).map(({ delta }) => delta);
}

/** Returns the counts that are known at `now`. */
export function knownAt(facts: readonly BinDelta[], now: number): FlowBins {
  return addToBins(
    { seconds: [] },
    facts.filter((fact) => fact.at <= now),
  );
}
