import type { Plan } from "@relance/spec";
import type { VersionFacts } from "../version-facts.ts";

/** Ladders with more steps than this are looked at only where all of the later ones follow. */
const MANY_STEPS = 6;

/**
 * How long before a person's deadline a step that could not leave may be over, in milliseconds: stores look then at whoever
 * still waits for a closed gate or a provider. 0 is not told: with the deadline everybody's ladder ends anyway.
 *
 * With `ifLate: skip` that is as soon as the waits of the step and of the later ones that this person can take no longer
 * fit. Which those are is the person's own matter, so that every choice of them counts.
 */
function momentsOf({ steps, handoverMs, ifLate }: Plan): Iterable<number> {
  const moments = new Set([handoverMs]);
  if (ifLate === "skip") {
    const waits = steps.map(({ waitMs = 0 }) => waitMs);
    for (let k = 0; k < waits.length - 1; k++) {
      for (const rest of sums(waits.slice(k + 1))) moments.add(handoverMs + (waits[k] ?? 0) + rest);
    }
  }
  moments.delete(0);
  return moments;
}

/** The moments of all these versions, with the versions that each is one of; see {@link momentsOf}. */
export function unsentMoments(versions: Iterable<VersionFacts>): ReadonlyMap<number, ReadonlySet<number>> {
  const found = new Map<number, Set<number>>();
  for (const { version, plan } of versions) {
    for (const moment of momentsOf(plan)) found.set(moment, (found.get(moment) ?? new Set()).add(version));
  }
  return found;
}

/** Of every choice of at least one of them. */
function sums(waits: readonly number[]): Iterable<number> {
  if (waits.length >= MANY_STEPS) return [waits.reduce((sum, wait) => sum + wait, 0)];
  const all = new Set<number>();
  for (const wait of waits) for (const sum of [0, ...all]) all.add(sum + wait);
  return all;
}
