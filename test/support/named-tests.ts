import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT, read } from "./repository.ts";

/** A reference to a test in a page: `` - `file` › title ``. */
export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

export function namedTest(line: string): NamedTest | undefined {
  const [, file, title] = /^- `([^`]+)` › (.+)$/.exec(line) ?? [];
  return file === undefined || title === undefined ? undefined : { file, title };
}

export function testsBySection(page: string): ReadonlyMap<string, readonly NamedTest[]> {
  const [, ...sections] = read(page).split(/^### /m);
  return new Map(
    sections.map((section) => {
      const [name = "", ...lines] = section.split("\n");
      return [name, lines.flatMap((line) => namedTest(line) ?? [])];
    }),
  );
}

export function missingTests(page: string): readonly NamedTest[] {
  return read(page)
    .split("\n")
    .flatMap((line) => namedTest(line) ?? [])
    .filter((named) => !hasTest(named));
}

export function looseNames(page: string): readonly string[] {
  return read(page)
    .split("\n")
    .filter((line) => line.includes("›") && namedTest(line) === undefined && !line.includes("(`file` › title)"));
}

function hasTest({ file, title }: NamedTest): boolean {
  if (!existsSync(join(ROOT, file))) return false;
  const source = read(file);
  return !/\b(?:it|describe)\.(?:skip|todo|only)[.(]/.test(source) && runs(source, title);
}

/** Returns whether the source contains a test with this title, as a plain title or a title of `it.each`. */
export function runs(source: string, title: string): boolean {
  return ['"', "'", "`"].some((quote) => {
    const at = source.indexOf(`${quote}${title}${quote},`);
    if (at < 0) return false;
    const before = source.slice(0, at).trimEnd();
    return /(?:\b(?:it|test)|[)\]}`])\($/.test(before);
  });
}
