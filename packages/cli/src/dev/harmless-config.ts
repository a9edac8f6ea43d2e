import { randomBytes } from "node:crypto";
import type { GatewayConfig, LogLine } from "relance";

/** As in production: a person presses no sooner, in milliseconds. A gateway under test would press at once. */
const PRESS_AFTER_MS = 1_000;

/**
 * What of a configuration counts on one's own machine, member by member: whatever is added to configurations later is
 * left out until somebody has thought about it here. Store and providers are replaced by the gateway under test. The
 * secret is new, so that no link made here opens anything in production.
 */
export function harmlessConfig(config: GatewayConfig, publicUrl: string, log: (line: LogLine) => void): GatewayConfig {
  const { store, providers, templates, replies, retention, watch, apiTokens, http = {} } = config;
  const { prices, carrierHours } = config;
  const { onError: _, ...edge } = http; // it may tell somebody else
  return {
    store,
    providers,
    templates,
    replies,
    retention,
    watch,
    apiTokens,
    prices,
    carrierHours,
    http: { pressAfterMs: PRESS_AFTER_MS, ...edge },
    publicUrl,
    secrets: [randomBytes(32).toString("base64url")],
    log,
  };
}
