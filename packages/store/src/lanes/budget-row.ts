import { ATTEMPT } from "@relance/rules";
import { type Budget, dateOf, type GateChange } from "@relance/spec";
import { SYSTEM_ACTOR } from "../campaign-states.ts";
import type { Holds } from "./lane-holds.ts";

const DAY_MS = 86_400_000;
const MICROS = 1e6;

/** A budget as it stands in a store: amounts in millionths. */
export interface BudgetRow {
  readonly campaign: number;
  readonly currency: string;
  readonly micros: number;
  readonly spent: number;
  /** The cheapest message that was refused; null = none was. */
  readonly wanted: number | null;
  /** JSON, see {@link withChange}. */
  readonly changes: string;
}

interface StoredChange {
  readonly at: number;
  readonly actor: string;
  readonly reason: string;
  readonly micros: number;
}

/** An attempt in such a state is paid for: it left, or nobody knows that it did not. */
export function isPaidFor(state: number): boolean {
  return state !== ATTEMPT.rejected && state !== ATTEMPT.deferred && state !== ATTEMPT.notSent;
}

/** The budget as people read it. */
export function budgetOf({ currency, micros, spent, wanted, changes }: BudgetRow): Budget {
  return {
    currency,
    limit: micros / MICROS,
    spent: spent / MICROS,
    ...(wanted === null ? {} : { wanted: wanted / MICROS }),
    changes: (JSON.parse(changes) as StoredChange[]).map(({ at, actor, reason, micros: limit }) => {
      return { at: dateOf(at), actor, reason, limit: limit / MICROS };
    }),
  };
}

/** The changes so far and one more. */
export function withChange(changes: string, change: StoredChange): string {
  return JSON.stringify([...(JSON.parse(changes) as StoredChange[]), change]);
}

/** Nobody else of this lane leaves: their messages would pass the budget. Somebody has to look at it within a day. */
export function budgetHold(
  lane: { readonly campaign: number; readonly step: number; readonly planned: string },
  { currency, micros }: BudgetRow,
  now: number,
): GateChange {
  const { campaign, step, planned: provider } = lane;
  const reason = `the budget of ${micros / MICROS} ${currency} is spent`;
  const reviewAt = now + DAY_MS;
  return { campaign, step, provider, source: "budget", gate: "held", actor: SYSTEM_ACTOR, reason, reviewAt };
}

/** A lane with these holds (JSON) waits for money. */
export function isHeldForBudget(holds: string): boolean {
  return (JSON.parse(holds) as Holds).budget !== undefined;
}
