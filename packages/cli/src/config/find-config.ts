import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ConfigError } from "@relance/spec";

const NAMES = ["relance.config.ts", "relance.config.mts", "relance.config.js", "relance.config.mjs"];

/**
 * The configuration of this folder. Folders above are not searched: paths inside a configuration start here, and
 * another folder would silently mean another store.
 */
export function configHere(cwd: string): string | undefined {
  return NAMES.map((name) => join(cwd, name)).find((file) => existsSync(file));
}

/**
 * The configuration file of this call.
 * @throws {ConfigError} `config/not-found`
 */
export function findConfig(cwd: string, named: string | undefined, option = "--config"): string {
  const found = named === undefined ? configHere(cwd) : resolve(cwd, named);
  if (found !== undefined && existsSync(found)) return found;
  throw new ConfigError(
    "config/not-found",
    named === undefined
      ? "there is no relance.config.ts here; run relance init to write one, or name one with --config"
      : `there is no ${named}; name another with ${option}, or run relance init`,
  );
}
