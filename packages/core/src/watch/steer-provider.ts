import type { GateChange, Plan } from "@relance/spec";
import type { ProviderWatch } from "./watch-memory.ts";

/** Messages a second through a provider that is slowed down or tried again. */
export const CAREFUL_PER_SECOND = 10;
/** A hold of the watch is looked at every few seconds; if nobody does, the auditor asks after this. */
const REVIEW_MS = 15 * 60_000;

const NOT_HELD = { gate: "open", via: null } as const;

/** What the watch writes on the lanes of one provider for a state. */
export function steerProvider(
  campaign: number,
  provider: string,
  { state }: ProviderWatch,
  facts: {
    readonly plan: Plan;
    readonly isRerouting: boolean;
    readonly reason: string;
    readonly now: number;
    /** Providers that nobody is led to: the watch has something against them. */
    readonly shunned: ReadonlySet<string>;
  },
): readonly GateChange[] {
  const common = { campaign, provider, source: "watch", actor: "watch", reason: facts.reason } as const;
  if (state === "open") return [{ ...common, ...NOT_HELD, perSecond: null }];
  if (state !== "paused") return [{ ...common, ...NOT_HELD, perSecond: CAREFUL_PER_SECOND }];
  const reviewAt = facts.now + REVIEW_MS;
  return facts.plan.steps.flatMap((_, step): GateChange[] => {
    const via = facts.isRerouting ? otherWay(facts.plan, step, provider, facts.shunned) : undefined;
    const held = { ...common, step, gate: "held", perSecond: null, reviewAt } as const;
    return isOnRoute(facts.plan, step, provider) ? [via === undefined ? held : { ...held, via }] : [];
  });
}

function isOnRoute({ steps }: Plan, step: number, provider: string): boolean {
  return steps[step]?.route.some((place) => place.provider === provider) === true;
}

/** Somebody who waits for the provider could leave another way. */
export function hasOtherWay(plan: Plan, provider: string, shunned: ReadonlySet<string>): boolean {
  return plan.steps.some(
    (_, step) => isOnRoute(plan, step, provider) && otherWay(plan, step, provider, shunned) !== undefined,
  );
}

/** The next provider of the route, of another vendor. */
export function otherWay(
  { steps }: Plan,
  step: number,
  provider: string,
  shunned: ReadonlySet<string>,
): string | undefined {
  const route = steps[step]?.route ?? [];
  const from = route.findIndex((place) => place.provider === provider);
  const vendor = route[from]?.vendor;
  return route.slice(from + 1).find((place) => place.vendor !== vendor && !shunned.has(place.provider))
    ?.provider;
}
