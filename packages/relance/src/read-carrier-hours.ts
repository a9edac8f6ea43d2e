import { readCarrierHours } from "@relance/campaign";
import { ConfigError, type PlanHours, type Provider } from "@relance/spec";
import type { GatewayConfig } from "./gateway-config.ts";

/**
 * The hours of each carrier that has any. For a provider that is not there they would be silently nothing.
 * @throws {ConfigError} `config/invalid`
 */
export function readHoursOfCarriers(
  carrierHours: GatewayConfig["carrierHours"],
  providers: ReadonlyMap<string, Provider>,
): ReadonlyMap<string, PlanHours> {
  const found = new Map<string, PlanHours>();
  for (const [provider, hours] of Object.entries(carrierHours ?? {})) {
    const path = `carrierHours[${JSON.stringify(provider)}]`;
    if (!providers.has(provider))
      throw invalid(path, `no such provider; there are ${[...providers.keys()].join(", ")}`);
    try {
      found.set(provider, readCarrierHours(hours));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw invalid(path, error.message);
    }
  }
  return found;
}

function invalid(path: string, advice: string): ConfigError {
  return new ConfigError("config/invalid", `${path}: ${advice}`, { problems: [{ path, advice }] });
}
