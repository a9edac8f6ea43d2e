import type { Store } from "@relance/spec";
import { type ProviderState, providerStates } from "./provider-state.ts";
import { readIncidents } from "./read-incidents.ts";

/** How each provider of a campaign stands now, and because of whom. */
export async function readProviderStates(store: Store, campaign: number): Promise<readonly ProviderState[]> {
  const incidents = await Array.fromAsync(readIncidents(store, { campaign, open: true }));
  return providerStates(await store.lanes(campaign), incidents);
}
