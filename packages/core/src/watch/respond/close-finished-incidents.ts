import type { Ledger } from "@relance/spec";
import { isCanaries } from "../../canaries/canary-campaign.ts";
import type { EngineContext } from "../../context.ts";
import { readIncidents } from "../../incidents/read-incidents.ts";
import { sayIncident } from "../../incidents/say-incident.ts";
import { tookNothing } from "../judge/judge-signs.ts";

const PAGE = 100;

/**
 * Ends what is still open about campaigns that are over: nothing more can be sent, or heard, that would end it. A provider
 * that took nothing ends a campaign sooner than it is looked at, and is told of here.
 */
export function createCloseFinishedIncidents(context: EngineContext): (ledgers: readonly Ledger[]) => Promise<void> {
  const { store } = context;
  const done = new Set<number>();
  return async (ledgers) => {
    const found = ledgers.filter(
      ({ state, campaign }) => (state === "closed" || state === "cancelled") && !done.has(campaign),
    );
    for (const ledger of found.filter(({ name }) => !isCanaries(name))) await sayNothingTaken(context, ledger);
    const over = new Map(found.map(({ campaign, name }) => [campaign, name]));
    if (over.size === 0) return;
    for await (const { campaign, kind, provider, destination } of readIncidents(store, { open: true })) {
      if (!over.has(campaign)) continue;
      const change = { campaign, kind, provider, destination, change: "end", fact: "the campaign is over" } as const;
      await sayIncident(context, change, over.get(campaign));
    }
    for (const campaign of over.keys()) done.add(campaign);
  };
}

async function sayNothingTaken(context: EngineContext, ledger: Ledger): Promise<void> {
  const { campaign, name } = ledger;
  const refusing = tookNothing(ledger);
  if (refusing.size === 0) return;
  const { rows } = await context.store.incidents({ campaign, limit: PAGE });
  for (const [provider, said] of refusing) {
    if (rows.some((row) => row.kind === "refusals" && row.provider === provider)) continue;
    await sayIncident(
      context,
      { campaign, kind: "refusals", provider, destination: "", change: "open", ...said },
      name,
    );
  }
}
