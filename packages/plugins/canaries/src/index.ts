import { definePlugin, type Plugin } from "@relance/spec";
import { z } from "zod";
import { campaignPart } from "./campaign-part.ts";
import { canaryRounds } from "./canary-rounds.ts";
import type { CanarySource } from "./lender.ts";
import { lentArrivals } from "./lent-arrivals.ts";

export type { Canaries, LentCanary } from "./canary-rows.ts";
export type { CanarySource } from "./lender.ts";
export type { LentArrivals } from "./lent-arrivals.ts";

export interface CanariesConfig {
  /** The source that lends test numbers to campaigns with `plugins.canaries.lent`. @default none */
  readonly source?: CanarySource | undefined;
}

const source = z.custom<CanarySource>(
  (given) => ["lend", "seen"].every((call) => typeof Object(given)[call] === "function"),
  { error: "write an object with lend(network) and seen(number, text)" },
);

/** Also sends the first step of a campaign to test contacts (canaries). @throws {ConfigError} `config/invalid` */
export const canaries: (config?: CanariesConfig) => Plugin = definePlugin({
  name: "canaries",
  config: z.strictObject({ source: source.optional() }).optional(),
  campaign: campaignPart,
  start: (host, config) => ({
    tasks: [canaryRounds(host, config?.source)],
    report: (campaign) => lentArrivals(host, campaign),
  }),
});
