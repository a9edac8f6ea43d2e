import { ConfigError, type Provider } from "@relance/spec";
import type { GatewayConfig, Providers } from "./gateway-config.ts";

/** Half of a worker's lease in the store, in milliseconds: a send must be over before anybody may doubt it. */
const MAX_SEND_BUDGET_MS = 15_000;
const MIN_SECRET_LENGTH = 16;

/**
 * Provider instances by their full name, such as `sms.main`, in the order of the configuration.
 * @throws {ConfigError} `config/invalid`, `config/lease-too-short`
 */
export function readProviders(providers: Providers): ReadonlyMap<string, Provider> {
  const all = new Map<string, Provider>();
  for (const [channel, instances] of Object.entries(providers)) {
    for (const [name, provider] of Object.entries<Provider>(instances ?? {})) {
      const instance = `${channel}.${name}`;
      if (!/^[a-z]+\.[a-z0-9-]{1,40}$/i.test(instance)) {
        throw invalid(`providers.${instance}`, "name instances with letters, digits and dashes");
      }
      if (provider.channel !== channel) {
        throw invalid(
          `providers.${instance}`,
          `${provider.kind} carries ${provider.channel}: put it under ${provider.channel}`,
        );
      }
      if ((provider.sendBudgetMs ?? 0) > MAX_SEND_BUDGET_MS) {
        throw new ConfigError(
          "config/lease-too-short",
          `${instance} may take ${provider.sendBudgetMs} ms a send; at most ${MAX_SEND_BUDGET_MS} ms fit into a worker's lease`,
        );
      }
      all.set(instance, provider);
    }
  }
  if (all.size === 0)
    throw invalid("providers", "name at least one provider, such as sms: { main: twilioSms({ … }) }");
  return all;
}

/**
 * The secrets, newest first.
 * @throws {ConfigError} `config/secret-missing`
 */
export function readSecrets(config: GatewayConfig): readonly string[] {
  const secrets = config.secrets.filter((secret) => secret !== undefined);
  if (secrets.length === 0 || secrets.some((secret) => secret.length < MIN_SECRET_LENGTH)) {
    throw new ConfigError(
      "config/secret-missing",
      `secrets needs at least one secret of ${MIN_SECRET_LENGTH} characters or more, such as process.env.RELANCE_SECRET; links could be forged without it`,
    );
  }
  return secrets;
}

/** @throws {ConfigError} `config/invalid` */
export function readPublicUrl(publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined) return undefined;
  if (!URL.canParse(publicUrl) || !/^https?:$/.test(new URL(publicUrl).protocol)) {
    throw invalid(
      "publicUrl",
      "write the address that the outside calls, such as https://notify.example.org/relance",
    );
  }
  return publicUrl.replace(/\/+$/, "");
}

function invalid(path: string, advice: string): ConfigError {
  return new ConfigError("config/invalid", `${path}: ${advice}`, { problems: [{ path, advice }] });
}
