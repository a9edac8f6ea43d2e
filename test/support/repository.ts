import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

const SKIPPED = new Set(["node_modules", "dist", ".git", ".turbo", ".tmp", "coverage"]);

/** Every file below a folder of the repository, as paths from the root. */
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

/** Folder names of all packages. */
export function packageNames(): string[] {
  return readdirSync(join(ROOT, "packages")).filter((name) => statSync(join(ROOT, "packages", name)).isDirectory());
}

/** A source file without the texts in backquotes: a program that writes programs is not what it writes. */
export function withoutTexts(path: string): string {
  return read(path).replace(/`(?:\\.|[^`\\])*`/gs, "``");
}

/** The specifiers that a source file imports. */
export function importsOf(path: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)|(?:^|\n)import\s+"([^"]+)"/g;
  return [...withoutTexts(path).matchAll(pattern)].map(([, a, b, c]) => a ?? b ?? c ?? "");
}
