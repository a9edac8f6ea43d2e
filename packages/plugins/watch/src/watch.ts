import { createRequire } from "node:module";
import {
  type CampaignInsight,
  type Duration,
  definePlugin,
  type Plugin,
  type PluginHost,
  parseDuration,
} from "@relance/spec";
import { compareShares } from "./compare-shares.ts";
import { createModelHistory, type ModelHistory } from "./judge/model-history.ts";
import { answeredWithin } from "./latency-model.ts";
import { MIGRATIONS, readStored } from "./stored-values.ts";
import { createWatch } from "./watch-campaigns.ts";
import { chooseModel, readMemory, type WatchMemory } from "./watch-memory.ts";

const CHECK_MS = 2_000;
/** If the worker that runs the watch stops, another worker can run the watch after this time. */
const LEASE_MS = 15_000;
const USUAL_SHARE = 0.95;

const require = createRequire(import.meta.url);

/** zod is loaded with the first configuration, to keep `import "relance"` fast */
function schema() {
  const { z } = require("zod") as typeof import("zod");
  const isDuration = (text: unknown): boolean => typeof text === "string" && (parseDuration(text) ?? 0) > 0;
  const median = z.custom<Duration>(isDuration, "write a duration such as 6s or 2m");
  const share = z.number().positive().max(1).default(USUAL_SHARE);
  const usual = z.strictObject({ median, share });
  return z.strictObject({ usual: z.record(z.string(), usual).default({}) }).default({ usual: {} });
}

type Config = ReturnType<ReturnType<typeof schema>["parse"]>;

export interface WatchOptions {
  /**
   * The usual receipts of a provider, such as `{ "sms.main": { median: "6s" } }`, so that the watch judges a first
   * campaign like later ones. `median` = time in which half of the receipts arrive. `share` (0 to 1, default 0.95) =
   * share of accepted messages with a receipt.
   * @default learned from campaigns; until then, only a bad first wave or five minutes without receipts stop a provider
   */
  readonly usual?:
    | Readonly<Record<string, { readonly median: Duration; readonly share?: number | undefined }>>
    | undefined;
}

/** Detects silent loss from acceptances, receipts and answers. Slows down, pauses or reroutes faulty providers. */
export const watch: (options?: WatchOptions) => Plugin = definePlugin<WatchOptions | undefined, Config>({
  name: "watch",
  get config() {
    return schema();
  },
  migrations: MIGRATIONS,
  kinds: ["loss", "stall", "fake-receipts", "low-answers", "refusals", "pumping"],
  start(host, { usual }) {
    const known = Object.fromEntries(
      Object.entries(usual).map(([provider, { median, share }]) => [
        provider,
        { medianMs: parseDuration(median) ?? 0, share },
      ]),
    );
    const history = createModelHistory(host, known);
    return {
      tasks: [{ name: "check", everyMs: CHECK_MS, leaseMs: LEASE_MS, run: createWatch(host, history) }],
      insight: (campaign, providers) => insightInto(host, createModelHistory(host, known), campaign, providers),
    };
  },
});

async function insightInto(
  host: PluginHost,
  history: ModelHistory,
  campaign: number,
  providers: readonly string[],
): Promise<CampaignInsight> {
  await history.need(providers);
  const { compared } = readMemory(await readStored<WatchMemory>(host, `campaign:${campaign}`));
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
      const model = chooseModel(history.of(provider), destination === "" ? undefined : destination);
      return Number.isFinite(withinMs) ? model.share * answeredWithin(model, withinMs, 1) : model.share;
    },
  };
}
