import type { RelanceConfig } from "relance";
import type { Session } from "../session.ts";
import { configHere, namedConfig } from "./find-config.ts";
import { loadConfig } from "./load-config.ts";

/**
 * The configuration, where there is one: then it has to load, named or not.
 * @throws {ConfigError} `config/not-found`, `config/invalid`, and what the configuration itself throws
 */
export async function configIfAny(session: Session): Promise<RelanceConfig | undefined> {
  const { host, output } = session;
  if (namedConfig(session) === undefined && configHere(host.cwd) === undefined) {
    output.note("no relance.config.ts here or above: providers are not looked at (--config names one)");
    return undefined;
  }
  return (await loadConfig(session)).config;
}
