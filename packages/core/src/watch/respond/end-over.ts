import type { Ledger } from "@relance/spec";
import type { EngineContext } from "../../context.ts";

const PAGE = 100;

/** Ends what is still open about campaigns that are over: nothing more can be sent, or heard, that would end it. */
export function createEndOver({ store, log }: EngineContext): (ledgers: readonly Ledger[]) => Promise<void> {
  const done = new Set<number>();
  return async (ledgers) => {
    const over = new Map(
      ledgers
        .filter(({ state, campaign }) => (state === "closed" || state === "cancelled") && !done.has(campaign))
        .map(({ campaign, name }) => [campaign, name]),
    );
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
