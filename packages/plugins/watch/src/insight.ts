import type { CampaignInsight, PluginHost } from "@relance/spec";
import { compareShares } from "./compare-shares.ts";
import type { ModelHistory } from "./judge/model-history.ts";
import { readKept } from "./kept.ts";
import { answeredWithin } from "./latency-model.ts";
import { memoryOf, modelOf, readMemory, type WatchMemory } from "./watch-memory.ts";

/** Returns what the watch knows about a campaign's receipts, in any process, because it reads only the store. */
export async function insightInto(
  host: PluginHost,
  history: ModelHistory,
  campaign: number,
  providers: readonly string[],
): Promise<CampaignInsight> {
  await history.need(providers);
  const { compared } = readMemory(await readKept<WatchMemory>(host, memoryOf(campaign)));
  return {
    compared: Object.entries(compared?.sums ?? {}).map(([pair, sums]) => {
      const [first = "", second = ""] = pair.split(" ");
      return {
        first: { provider: first, ...sums.own },
        second: { provider: second, ...sums.other },
        difference: compareShares(sums),
      };
    }),
    usually(provider, destination, withinMs) {
      const model = modelOf(history.of(provider), destination === "" ? undefined : destination);
      return Number.isFinite(withinMs) ? model.share * answeredWithin(model, withinMs, 1) : model.share;
    },
  };
}
