import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "@relance/spec";
import type { Session } from "../session.ts";

const NAMES = ["relance.config.ts", "relance.config.mts", "relance.config.js", "relance.config.mjs"];

/**
 * The configuration of this project: in this folder, or in one above up to the nearest with a `package.json`. Beyond that
 * another project begins, and a file there is code of somebody else.
 */
export function configHere(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = NAMES.map((name) => join(folder, name)).find((file) => existsSync(file));
    const isTop = existsSync(join(folder, "package.json")) || dirname(folder) === folder;
    if (found !== undefined || isTop) return found;
  }
}

/** The file that `--config` or `RELANCE_CONFIG` names. */
export function namedConfig({ flags, host }: Session): string | undefined {
  return flags.config ?? (host.env.RELANCE_CONFIG || undefined);
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
      ? "there is no relance.config.ts here or above in this project; run relance init to write one, or name one with --config"
      : `there is no ${named}; name another with ${option}, or run relance init`,
  );
}
