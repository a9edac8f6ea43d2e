import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

interface Section {
  /** Title such as `docs/cli.md › Exit codes`. */
  readonly title: string;
  readonly text: string;
  /** Number of occurrences of each word. Words of the title have a higher weight. */
  readonly words: ReadonlyMap<string, number>;
}

const MOST = 5;
const TITLE_COUNTS = 4;
/** Longer sections are split between lines, so that a result from a long table is short. */
const PIECE_CHARS = 3_000;

let read: readonly Section[] | undefined;

/** Returns the sections of the documentation that match the words best. */
export function searchDocs(search: string): readonly Pick<Section, "title" | "text">[] {
  read ??= readSections();
  const all = read;
  const asked = [...new Set(wordsOf(search))].map((word) => {
    const found = all.filter(({ words }) => words.has(word)).length;
    return { word, weight: found === 0 ? 0 : Math.log(all.length / found) };
  });
  const scoreOf = ({ words, text }: Section) =>
    asked.reduce((sum, { word, weight }) => sum + weight * fit(words.get(word) ?? 0, text.length), 0);
  return all
    .map((section) => ({ section, score: scoreOf(section) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ section: { title, text } }) => ({ title, text }));
}

/** Scores a word in a section. The score grows more slowly with each occurrence, and in a long section. */
function fit(count: number, chars: number): number {
  return count / (count + 1 + chars / PIECE_CHARS);
}

function readSections(): readonly Section[] {
  const folder = docsFolder();
  // pages about decisions are excluded, because a later decision may replace an older one
  return globSync("**/*.md", { cwd: folder, exclude: ["decisions/**"] }).flatMap((page) => {
    const [head = [], ...parts] = sectionsOf(readFileSync(join(folder, page), "utf8"));
    const of = headingOf(head);
    return [head, ...parts].flatMap((lines) => {
      const title = `docs/${page} › ${headingOf(lines)}`;
      return piecesOf(lines).map((text) => ({ title, text, words: countWords(text, `${title} ${of}`) }));
    });
  });
}

function headingOf([first = ""]: readonly string[]): string {
  return first.replace(/^#+ /, "");
}

/** Splits a page into sections. A `#` within a code block does not start a section. */
function sectionsOf(page: string): string[][] {
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

function piecesOf(lines: readonly string[]): readonly string[] {
  const pieces: string[] = [];
  for (const line of lines) {
    const last = pieces.at(-1);
    if (last === undefined || last.length + line.length > PIECE_CHARS) pieces.push(line);
    else pieces[pieces.length - 1] = `${last}\n${line}`;
  }
  return pieces;
}

function countWords(text: string, title: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (words: readonly string[], by: number) => {
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + by);
  };
  count(wordsOf(text), 1);
  count(wordsOf(title), TITLE_COUNTS);
  return counts;
}

const WORDS = /[\p{L}\p{N}]+(?:[/_.-][\p{L}\p{N}]+)*/gu;
const ENDINGS = /(?:ements?|ations?|ing|ed|es|e|s)$/;

/** Returns words in lower case without endings. `audience/unreadable` gives the whole word and both parts. */
function wordsOf(text: string): string[] {
  const found: string[] = text.toLowerCase().match(WORDS) ?? [];
  const parts = found.flatMap((word) => (/[/_.-]/.test(word) ? [word, ...word.split(/[/_.-]/)] : [word]));
  return parts.map((word) => (word.length > 4 ? word.replace(ENDINGS, "") : word));
}

/** Returns the folder of the pages: the package `relance` contains them, and in a clone they are in `docs`. */
function docsFolder(): string {
  const packed = new URL("docs/", import.meta.resolve("relance/package.json"));
  return fileURLToPath(existsSync(packed) ? packed : new URL("../../../docs/", packed));
}
