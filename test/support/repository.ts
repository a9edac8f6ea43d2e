import { globSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

const SKIPPED = new Set(["node_modules", "dist", ".git", ".turbo", ".tmp", "coverage"]);

export function filesBelow(folder: string, matches: (path: string) => boolean = () => true): string[] {
  const found: string[] = [];
  const walk = (at: string) => {
    for (const name of readdirSync(at)) {
      if (SKIPPED.has(name)) continue;
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (matches(path)) found.push(relative(ROOT, path));
    }
  };
  walk(join(ROOT, folder));
  return found.sort();
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

const FOLDERS: ReadonlyMap<string, string> = new Map(
  globSync("packages/{*,*/*}/package.json", { cwd: ROOT })
    .sort()
    .map((manifest) => [JSON.parse(read(manifest)).name.replace("@relance/", ""), dirname(manifest)]),
);

export function packageNames(): string[] {
  return [...FOLDERS.keys()];
}

/** Returns the folder of a package: `packages/providers/fcm` for `provider-fcm`. */
export function packageFolder(name: string): string {
  const folder = FOLDERS.get(name);
  if (folder === undefined) throw new Error(`no package is named ${name}`);
  return folder;
}

/** Returns a source file without the texts in backquotes, because a generator's texts contain other code. */
export function withoutTexts(path: string): string {
  return read(path).replace(/`(?:\\.|[^`\\])*`/gs, "``");
}

export function importsOf(path: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)|(?:^|\n)import\s+"([^"]+)"/g;
  return [...withoutTexts(path).matchAll(pattern)].map(([, a, b, c]) => a ?? b ?? c ?? "");
}
