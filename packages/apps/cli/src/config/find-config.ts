import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "@relance/spec";
import type { Session } from "../session.ts";

const NAMES = ["relance.config.ts", "relance.config.mts", "relance.config.js", "relance.config.mjs"];

/** Finds the configuration file in this folder or a parent. Skips other users' files, because the file is executed. */
export function configHere(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = NAMES.map((name) => join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined) return folder === cwd || isOurs(found) ? found : undefined;
    if (existsSync(join(folder, "package.json")) || dirname(folder) === folder) return undefined;
  }
}

function isOurs(file: string): boolean {
  const { uid } = statSync(file);
  return uid === process.getuid?.() || uid === 0;
}

export function namedConfig({ flags, host }: Session): string | undefined {
  return flags.config ?? (host.env.RELANCE_CONFIG || undefined);
}

function inFolder(path: string): string {
  if (!existsSync(path) || !statSync(path).isDirectory()) return path;
  const files = NAMES.map((name) => join(path, name));
  return files.find((file) => existsSync(file)) ?? join(path, "relance.config.ts");
}

function findFile(cwd: string, named: string | undefined): string | undefined {
  return named === undefined ? configHere(cwd) : inFolder(resolve(cwd, named));
}

export function findConfig(cwd: string, named: string | undefined, option = "--config or RELANCE_CONFIG"): string {
  const found = findFile(cwd, named);
  if (found !== undefined && existsSync(found)) return found;
  throw new ConfigError(
    "config/not-found",
    named === undefined
      ? "there is no relance.config.ts here or above in this project; run relance init to write one, or name one with --config"
      : `there is no ${named}; name another with ${option}, or run relance init`,
  );
}

export function projectFolder(session: Session): string {
  const { cwd } = session.host;
  const found = findFile(cwd, namedConfig(session));
  return found === undefined ? cwd : dirname(found);
}
