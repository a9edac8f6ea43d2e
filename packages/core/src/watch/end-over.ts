import type { Ledger } from "@relance/spec";
import type { EngineContext } from "../context.ts";

const PAGE = 100;

/** Ends what is still open about campaigns that are over: nothing more can be sent, or heard, that would end it. */
export function createEndOver({ store, log }: EngineContext): (ledgers: readonly Ledger[]) => Promise<void> {
  const done = new Set<number>();
  return async (ledgers) => {
    const over = ledgers.filter(
      ({ state, campaign }) => (state === "closed" || state === "cancelled") && !done.has(campaign),
    );
    for (const { campaign, name } of over) {
      const { rows } = await store.incidents({ campaign, open: true, limit: PAGE });
      for (const { kind, provider, part } of rows) {
        const fact = "the campaign is over";
        await store.incident({ campaign, kind, provider, part, change: "end", fact, actor: "watch" });
        log({ level: "info", event: "incident.ended", facts: { provider, fact, campaign: name } });
      }
      if (rows.length < PAGE) done.add(campaign);
    }
  };
}
