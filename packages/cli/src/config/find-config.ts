import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "@relance/spec";

const NAMES = ["relance.config.ts", "relance.config.mts", "relance.config.js", "relance.config.mjs"];

/** The configuration of the folder or of the nearest folder above it. */
export function nearestConfig(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = NAMES.map((name) => join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined || folder === dirname(folder)) return found;
  }
}

/**
 * The configuration file of this call.
 * @throws {ConfigError} `config/not-found`
 */
export function findConfig(cwd: string, named: string | undefined): string {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (existsSync(file)) return file;
    throw new ConfigError(
      "config/not-found",
      `there is no ${named}; name another with --config, or run relance init`,
    );
  }
  const found = nearestConfig(cwd);
  if (found !== undefined) return found;
  throw new ConfigError(
    "config/not-found",
    "there is no relance.config.ts here or above; run relance init to write one, or name one with --config",
  );
}
