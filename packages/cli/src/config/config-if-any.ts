import type { GatewayConfig } from "relance";
import type { Session } from "../session.ts";
import { configHere } from "./find-config.ts";
import { loadConfig } from "./load-config.ts";

/**
 * The configuration, where there is one: then it has to load, named or not.
 * @throws {ConfigError} `config/not-found`, `config/invalid`, and what the configuration itself throws
 */
export async function configIfAny(session: Session): Promise<GatewayConfig | undefined> {
  const { flags, host, output } = session;
  if (flags.config === undefined && configHere(host.cwd) === undefined) {
    output.note("no relance.config.ts here: providers are not looked at (--config names one)");
    return undefined;
  }
  return (await loadConfig(session)).config;
}
