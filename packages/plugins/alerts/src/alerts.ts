import { definePlugin, type Plugin } from "@relance/spec";
import { createAlerter } from "./alerter.ts";
import { type AlertsConfig, config } from "./alerts-config.ts";

/**
 * Reports an incident when it opens, when it gets worse and when it ends.
 * @throws {ConfigError} `config/invalid`
 */
export const alerts: (config: AlertsConfig) => Plugin = definePlugin({
  name: "alerts",
  config,
  posts: ({ webhook }) => (webhook === undefined ? {} : { webhook }),
  start: (host, read) => ({
    tasks: [{ name: "report", everyMs: 2_000, run: createAlerter(host, read) }],
    async findings() {
      const ways = (["webhook", "call"] as const).filter((way) => read[way] !== undefined);
      return [{ isFine: true, fact: ways.join(", ") }];
    },
  }),
});
