import { readProviderStates } from "../incidents/read-provider-states.ts";
import type { LaneScope, Resumed, Steerable } from "./lane-orders.ts";

/** What else stops, slows or leads the lanes elsewhere that an order was about: a resume ends only what operators did. */
export async function stillAgainst(
  { context: { store }, ledger: { campaign } }: Steerable,
  { provider, step, slice }: LaneScope,
): Promise<Resumed["still"]> {
  const states = await readProviderStates(store, campaign);
  return states
    .filter((state) => provider === undefined || state.provider === provider)
    .flatMap((state) => state.causes.map((cause) => ({ ...cause, provider: state.provider })))
    .filter(
      (cause) =>
        (step === undefined || cause.steps === undefined || cause.steps.includes(step)) &&
        (slice === undefined || cause.slice === undefined || cause.slice === slice),
    );
}
