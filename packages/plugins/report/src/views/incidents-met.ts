import type { IncidentRow, Plan, Store } from "@relance/spec";
import { readIncidents } from "@relance/spec";

/** Incidents without a campaign: a provider is silent, or relance's URL is unreachable. */
const NO_CAMPAIGN = 0;

/** Returns the incidents that affected a campaign, oldest first. */
export async function readIncidentsMet(
  store: Store,
  campaign: number,
  facts: { readonly plan: Plan; readonly startedAt: number | undefined; readonly closedAt?: number | undefined },
): Promise<readonly IncidentRow[]> {
  const { plan, startedAt, closedAt = Number.POSITIVE_INFINITY } = facts;
  const own = await Array.fromAsync(readIncidents(store, { campaign }));
  if (startedAt === undefined) return own;
  const providers = new Set(["", ...plan.steps.flatMap(({ route }) => route.map((one) => one.provider))]);
  const met = (await Array.fromAsync(readIncidents(store, { campaign: NO_CAMPAIGN }))).filter(
    ({ provider, startedAt: from, endedAt }) =>
      providers.has(provider) && from.getTime() <= closedAt && !(endedAt && endedAt.getTime() < startedAt),
  );
  return [...own, ...met].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || a.id - b.id);
}
