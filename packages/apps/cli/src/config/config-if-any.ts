import type { RelanceConfig } from "relance";
import type { Session } from "../session.ts";
import { configHere, namedConfig } from "./find-config.ts";
import { loadConfig } from "./load-config.ts";

/**
 * Loads the configuration, if there is one: then it must load, named or not.
 * @throws {ConfigError} `config/not-found`, `config/invalid`, and errors of the configuration itself
 */
export async function configIfAny(session: Session): Promise<RelanceConfig | undefined> {
  const { host, output } = session;
  if (namedConfig(session) === undefined && configHere(host.cwd) === undefined) {
    output.note("no relance.config.ts here or above: providers are not checked (--config names one)");
    return undefined;
  }
  return (await loadConfig(session)).config;
}
