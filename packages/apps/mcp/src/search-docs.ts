import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";

const MOST = 5;
/** A longer section is split between lines, so that a search result from a long table stays short. */
const PIECE_CHARS = 3_000;

interface Section {
  /** A title such as `docs/cli.md › Exit codes`. */
  readonly title: string;
  readonly text: string;
}

let index: DatabaseSync | undefined;

/** Returns the sections of the documentation that match the words best. Words in titles have a higher weight. */
export function searchDocs(search: string): readonly Section[] {
  index ??= createIndex();
  const words = search.match(/[\p{L}\p{N}]+(?:[/_.-][\p{L}\p{N}]+)*/gu) ?? [];
  if (words.length === 0) return [];
  const asked = words.flatMap((word) => [word, ...word.split(/[/_.-]/)]).map((word) => `"${word}"`);
  const query =
    "select title, text from sections where sections match ? order by bm25(sections, 4.0, 4.0, 1.0) limit ?";
  const rows = index.prepare(query).all(asked.join(" OR "), MOST);
  return rows.map(({ title, text }) => ({ title: String(title), text: String(text) }));
}

/** Fills a full-text index. The index finds all forms of a word, such as "removing" for "remove". */
function createIndex(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  db.exec("create virtual table sections using fts5(title, page, text, tokenize = 'porter unicode61')");
  const insert = db.prepare("insert into sections values (?, ?, ?)");
  const folder = docsFolder();
  // decisions are not searched, because a later decision may replace an earlier one
  for (const page of globSync("**/*.md", { cwd: folder, exclude: ["decisions/**"] })) {
    const [head = [], ...parts] = splitSections(readFileSync(join(folder, page), "utf8"));
    for (const lines of [head, ...parts])
      for (const text of splitPieces(lines)) insert.run(`docs/${page} › ${heading(lines)}`, heading(head), text);
  }
  return db;
}

function heading([first = ""]: readonly string[]): string {
  return first.replace(/^#+ /, "");
}

/** Splits a page into sections. A line with `#` inside a code block begins no section. */
function splitSections(page: string): string[][] {
  const sections: string[][] = [];
  let isCode = false;
  for (const line of page.split("\n")) {
    if (line.startsWith("```")) isCode = !isCode;
    const last = sections.at(-1);
    if (last === undefined || (!isCode && /^#{2,3} /.test(line))) sections.push([line]);
    else last.push(line);
  }
  return sections;
}

function splitPieces(lines: readonly string[]): readonly string[] {
  const pieces: string[] = [];
  for (const line of lines) {
    const last = pieces.at(-1);
    if (last === undefined || last.length + line.length > PIECE_CHARS) pieces.push(line);
    else pieces[pieces.length - 1] = `${last}\n${line}`;
  }
  return pieces;
}

/** Returns the folder of the documentation: inside the package `relance`, or `docs` in a clone. */
function docsFolder(): string {
  const packed = new URL("docs/", import.meta.resolve("relance/package.json"));
  return fileURLToPath(existsSync(packed) ? packed : new URL("../../../docs/", packed));
}
