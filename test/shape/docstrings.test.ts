import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageFolder, packageNames, read } from "../support/repository.ts";

function entriesOf(name: string): readonly string[] {
  const { exports } = JSON.parse(read(`${packageFolder(name)}/package.json`));
  const sources = Object.values<{ readonly "@relance/source"?: string }>(exports ?? {});
  return sources.flatMap((entry) => {
    const source = entry["@relance/source"];
    return source?.endsWith(".ts") ? join(packageFolder(name), source) : [];
  });
}

/**
 * Returns the files whose names an entry point exports, each with the exported names, or with `undefined` if all names
 * are exported.
 */
function publicFiles(entry: string): readonly (readonly [string, readonly string[] | undefined])[] {
  const named = [...read(entry).matchAll(/export (?:type )?(?:\{([^}]*)\}|\*) from "(\.[^"]+)"/g)];
  return [
    [entry, undefined],
    ...named.map(([, names, from]) => {
      const all = names?.split(",").map((one) => one.trim().replace(/^type /, ""));
      return [join(entry, "..", from ?? ""), all] as const;
    }),
  ];
}

/**
 * Returns functions, classes and constants without a docstring. All overloads share the docstring of the first
 * overload.
 */
function silent(file: string, names: readonly string[] | undefined): readonly string[] {
  const lines = read(file).split("\n");
  const told = new Set<string>();
  return lines.flatMap((line, place) => {
    const name = /^export (?:async )?(?:abstract )?(?:function\*?|class|const) (\w+)/.exec(line)?.[1];
    if (name === undefined || (names !== undefined && !names.includes(name))) return [];
    if (lines[place - 1]?.trimEnd().endsWith("*/") === true) told.add(name);
    return told.has(name) ? [] : [`${file}:${place + 1} ${name}`];
  });
}

/** Only packages of this repository import these packages, so a self-explanatory name needs no comment. */
const INTERNAL = ["rules", "store", "engine"];

describe("the exports of a package", () => {
  const names = packageNames().filter((name) => !INTERNAL.includes(name));
  it.each(names)("have a comment on each function, class and constant: %s", (name) => {
    const files = entriesOf(name).flatMap(publicFiles);
    expect(files.flatMap(([file, names]) => silent(file, names))).toEqual([]);
  });
});
