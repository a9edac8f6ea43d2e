import type { Plan } from "@relance/spec";
import { closing, nextOpening } from "./openings.ts";
import { zoneNumber } from "./zone-number.ts";

/** A stretch of time, milliseconds since 1970. */
export interface Rest {
  readonly from: number;
  /** The first instant that is over. */
  readonly to: number;
}

/**
 * The stretches in which the carrier of a provider passed nothing on, read in the campaign's zone: many people are meant
 * at once here, and who of them lives elsewhere is not known.
 */
export function carrierRest(plan: Plan, provider: string, { from, to }: Rest): readonly Rest[] {
  const carries = plan.steps.flatMap(({ route }) => route).find((place) => place.provider === provider)?.carries;
  if (carries === undefined) return [];
  const zone = zoneNumber(plan.zone ?? "UTC");
  const rests: Rest[] = [];
  for (let at = from; at < to; ) {
    const opens = nextOpening(carries, zone, at);
    if (opens > at) rests.push({ from: at, to: Math.min(opens, to) });
    at = opens < to ? closing(carries, zone, opens) : to;
  }
  return rests;
}
