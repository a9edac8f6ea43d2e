import type { Ledger } from "@relance/spec";
import { isCanaries } from "../../canaries/canary-campaign.ts";
import type { EngineContext } from "../../context.ts";
import { tookNothing } from "../judge/judge-signs.ts";

const PAGE = 100;

/**
 * Ends what is still open about campaigns that are over: nothing more can be sent, or heard, that would end it. A provider
 * that took nothing ends a campaign sooner than it is looked at, and is told of here.
 */
export function createEndOver(context: EngineContext): (ledgers: readonly Ledger[]) => Promise<void> {
  const { store, log } = context;
  const done = new Set<number>();
  return async (ledgers) => {
    const found = ledgers.filter(
      ({ state, campaign }) => (state === "closed" || state === "cancelled") && !done.has(campaign),
    );
    for (const ledger of found.filter(({ name }) => !isCanaries(name))) await sayNothingTaken(context, ledger);
    const over = new Map(found.map(({ campaign, name }) => [campaign, name]));
    let cursor: string | undefined;
    do {
      if (over.size === 0) return;
      const page = await store.incidents({ open: true, cursor, limit: PAGE });
      for (const { campaign, kind, provider, part } of page.rows) {
        if (!over.has(campaign)) continue;
        const fact = "the campaign is over";
        await store.incident({ campaign, kind, provider, part, change: "end", fact, actor: "watch" });
        const facts = { provider, fact, campaign: over.get(campaign) ?? "" };
        log({ level: "info", event: "incident.ended", facts });
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
    for (const campaign of over.keys()) done.add(campaign);
  };
}

async function sayNothingTaken({ store, log }: EngineContext, ledger: Ledger): Promise<void> {
  const { campaign, name } = ledger;
  const refusing = tookNothing(ledger);
  if (refusing.size === 0) return;
  const { rows } = await store.incidents({ campaign, limit: PAGE });
  for (const [provider, said] of refusing) {
    if (rows.some((row) => row.kind === "refusals" && row.provider === provider)) continue;
    await store.incident({ campaign, kind: "refusals", provider, part: "", change: "open", ...said, actor: "watch" });
    log({ level: "warn", event: "incident.refusals", facts: { provider, fact: said.fact, campaign: name } });
  }
}
