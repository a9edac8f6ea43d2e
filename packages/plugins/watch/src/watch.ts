import { createRequire } from "node:module";
import { type Duration, definePlugin, type Plugin, parseDuration } from "@relance/spec";
import { insightInto } from "./insight.ts";
import { createModelHistory } from "./judge/model-history.ts";
import { MIGRATIONS } from "./kept.ts";
import { createWatch } from "./watch-campaigns.ts";

const CHECK_MS = 2_000;
/** If the worker that checks stops, another worker continues after this time. */
const LEASE_MS = 15_000;
const USUAL_SHARE = 0.95;

const require = createRequire(import.meta.url);

/** Returns the schema. zod is loaded with the first configuration, so that `import "relance"` does not load it. */
function schema() {
  const { z } = require("zod") as typeof import("zod");
  const isDuration = (text: unknown): boolean => typeof text === "string" && (parseDuration(text) ?? 0) > 0;
  const median = z.custom<Duration>(isDuration, "write a duration such as 6s or 2m");
  const share = z.number().positive().max(1).default(USUAL_SHARE);
  const usual = z.strictObject({ median, share });
  return z.strictObject({ usual: z.record(z.string(), usual).default({}) }).default({ usual: {} });
}

type Config = ReturnType<ReturnType<typeof schema>["parse"]>;

/** Configuration of the watch. */
export interface WatchOptions {
  /**
   * A provider's usual receipts, such as `{ "sms.main": { median: "6s" } }`, to watch a first campaign like later ones.
   * Half of the receipts arrive within `median`; `share` of the accepted messages get one, 0 to 1 (default 0.95).
   * @default learned from campaigns; until then only the pilot and receipts missing after five minutes stop anything
   */
  readonly usual?:
    | Readonly<Record<string, { readonly median: Duration; readonly share?: number | undefined }>>
    | undefined;
}

/** Detects silent loss from acceptances, receipts and answers. Slows down, pauses or reroutes a faulty provider. */
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
    const { check } = createWatch(host, history);
    return {
      tasks: [{ name: "check", everyMs: CHECK_MS, leaseMs: LEASE_MS, run: check }],
      insight: (campaign, providers) => insightInto(host, createModelHistory(host, known), campaign, providers),
    };
  },
});
