import type { IncidentRow, Store } from "@relance/spec";
import { type ProviderState, providerStates } from "./provider-state.ts";

const PAGE = 200;

/** How each provider of a campaign stands now, and because of whom. */
export async function readProviderStates(store: Store, campaign: number): Promise<readonly ProviderState[]> {
  const incidents: IncidentRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.incidents({ campaign, open: true, cursor, limit: PAGE });
    incidents.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return providerStates(await store.lanes(campaign), incidents);
}
