import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageFolder, packageNames, ROOT, read, withoutTexts } from "../test/support/repository.ts";

type Kind = "type" | "value";

/** Returns the path of the file that lists a package's exported names. */
export function surfacePath(name: string): string {
  const folder = packageFolder(name);
  return folder.startsWith("packages/plugins/") ? `${folder}/surface.txt` : `test/shape/surface/${name}.txt`;
}

/**
 * Returns the entry points of a package, such as `relance` or `@relance/conformance/store`, and the source file of
 * each.
 */
export function entriesOf(name: string): readonly { readonly specifier: string; readonly source: string }[] {
  const folder = packageFolder(name);
  const manifest = JSON.parse(read(`${folder}/package.json`)) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  };
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    const source = typeof target === "string" ? undefined : target["@relance/source"];
    if (source === undefined) return [];
    return [{ specifier: join(manifest.name, path), source: join(folder, source) }];
  });
}

const sources = new Map(
  packageNames().flatMap((name) => entriesOf(name).map(({ specifier, source }) => [specifier, source] as const)),
);

/** Returns the exported names of a module, and whether each name exists at run time. */
export function exportsOf(source: string): ReadonlyMap<string, Kind> {
  const text = withoutTexts(source);
  const found = new Map<string, Kind>();
  for (const [, word = "", name = ""] of text.matchAll(
    /^export (?:declare )?(?:abstract )?(?:async )?(function\*?|class|const|interface|type) (\w+)/gm,
  )) {
    found.set(name, word === "interface" || word === "type" ? "type" : "value");
  }
  for (const [, only, names = ""] of text.matchAll(/^export (type )?\{([^}]*)\}/gm)) {
    for (const each of names.split(",").map((item) => item.trim())) {
      const name = /(\w+)$/.exec(each)?.[1];
      if (name !== undefined) found.set(name, only !== undefined || each.startsWith("type ") ? "type" : "value");
    }
  }
  for (const [, specifier = ""] of text.matchAll(/^export \* from "([^"]+)"/gm)) {
    const next = specifier.startsWith(".") ? join(dirname(source), specifier) : sources.get(specifier);
    if (next === undefined) throw new Error(`${source} exports all of ${specifier}, which is not ours`);
    for (const [name, kind] of exportsOf(next)) found.set(name, kind);
  }
  return found;
}

export function surfaceOf(name: string): string {
  return entriesOf(name)
    .map(({ specifier, source }) => {
      const names = [...exportsOf(source)].sort(([a], [b]) => (a < b ? -1 : 1));
      return [`${specifier}: ${names.length}`, ...names.map(([name, kind]) => `  ${kind.padEnd(5)} ${name}`), ""].join(
        "\n",
      );
    })
    .join("\n");
}

if (import.meta.main) {
  mkdirSync(join(ROOT, "test/shape/surface"), { recursive: true });
  for (const name of packageNames()) writeFileSync(join(ROOT, surfacePath(name)), surfaceOf(name));
}
