/**
 * `npm run sentences -- --seed 1` draws 134 sentences of comments, pages, messages and commit subjects, with their places.
 * A reader classifies each as clear, needs a second reading, or opaque. A seed draws the same sentences from the same sources.
 */
import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Comment, parseSync, Visitor } from "oxc-parser";
import { ROOT, read } from "../test/support/repository.ts";

interface Sentence {
  readonly place: string;
  readonly text: string;
}

const DRAWN = { comments: 60, pages: 32, messages: 32, subjects: 10 };

const SOURCES = ["packages/**/{src,app}/**/*.{ts,tsx}", "{scripts,examples,bench}/**/*.ts", "test/**/*.ts"];
const PAGES = ["docs/**/*.md", "packages/**/*.md", "*.md", ".changeset/*.md"];
const IGNORED = ["**/node_modules/**", "**/dist/**", "**/*.generated.ts", "**/fixtures/**", "**/CHANGELOG.md"];

/** Screens in other languages, and lists of words in replies. */
const OTHER_LANGUAGE = /(?:\bfr|\bwish\/\w+|-fr)\.ts$/;

/** Comments for tools, not for readers. */
const DIRECTIVE = /^\W*(?:biome-ignore|@ts-|@vitest|eslint|#region)/;

function files(patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: ROOT, exclude: IGNORED }).sort();
}

/** Splits text into its sentences, and leaves out those of fewer than five words. */
function sentencesOf(file: string, line: number, text: string): readonly Sentence[] {
  return text
    .replace(/\s+/g, " ")
    .split(/(?<=[.!?:][)"`]?) (?=["`([]*[A-Z])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => (sentence.match(/[a-z]{2,}/gi)?.length ?? 0) >= 5)
    .map((sentence) => ({ place: `${file}:${line}`, text: sentence }));
}

/** Line comments that follow each other are one text; a tag such as `@default` ends a sentence, an example is code. */
function commentsOf(file: string, source: string, comments: readonly Comment[]): readonly Sentence[] {
  const blocks: { line: number; end: number; text: string }[] = [];
  for (const { type, value, start, end } of comments) {
    if (DIRECTIVE.test(value)) continue;
    const last = blocks.at(-1);
    const follows = type === "Line" && last !== undefined && /^\n\s*$/.test(source.slice(last.end, start));
    const text = value.replace(/@example[\s\S]*/, "").replace(/^\s*\*+ ?/gm, "");
    if (follows) Object.assign(last, { end, text: `${last.text}\n${text}` });
    else blocks.push({ line: source.slice(0, start).split("\n").length, end, text });
  }
  return blocks.flatMap(({ line, text }) =>
    text.split(/\n\s*\n|@(?!link)\w+/).flatMap((paragraph) => sentencesOf(file, line, paragraph)),
  );
}

/** Texts of a program that people read: errors, logs, output of commands, screens. */
function messagesOf(file: string, source: string): readonly Sentence[] {
  const found: Sentence[] = [];
  const add = (start: number, text: string): void => {
    if (/^\s*(?:select|insert|update|delete|with|create|alter) |[{;]\s*\n|=>|::\w+| = \w+\./.test(text)) return;
    found.push(...sentencesOf(file, source.slice(0, start).split("\n").length, text.replace(/<[^>]*>/g, "")));
  };
  new Visitor({
    Literal: (node) => typeof node.value === "string" && add(node.start, node.value),
    JSXText: (node) => add(node.start, node.value),
    TemplateLiteral: ({ start, quasis, expressions }) =>
      add(
        start,
        quasis.map(({ value }, index) => `${value.cooked ?? ""}${index < expressions.length ? "…" : ""}`).join(""),
      ),
  }).visit(parseSync(file, source).program);
  return found;
}

/** The prose of a page: paragraphs, items and cells, without code and headings. */
function proseOf(file: string, page: string): readonly Sentence[] {
  const text = page.replace(/^(?:```[\s\S]*?^```|---\n[\s\S]*?\n---)/gm, (code) => code.replace(/[^\n]/g, ""));
  const found: Sentence[] = [];
  let line = 1;
  for (const block of text.split(/\n(?=\s*\n|\s*(?:[-*|>#]|\d+\.) ?)/)) {
    const start = line + (/^\s*/.exec(block)?.[0].split("\n").length ?? 1) - 1;
    const cells = block.trim().startsWith("|") ? block.split("|") : [block];
    if (!block.trim().startsWith("#")) found.push(...cells.flatMap((cell) => sentencesOf(file, start, cell)));
    line += block.split("\n").length;
  }
  return found;
}

/** The newest 60 commits. */
function subjects(): readonly Sentence[] {
  const log = execFileSync("git", ["log", "-60", "--format=%h %s"], { cwd: ROOT, encoding: "utf8" });
  return log
    .trim()
    .split("\n")
    .map((line) => ({ place: line.slice(0, line.indexOf(" ")), text: line.slice(line.indexOf(" ") + 1) }));
}

/** A small generator of numbers from 0 to 1 (mulberry32), so that a seed repeats a draw. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function draw(from: readonly Sentence[], count: number, random: () => number): readonly Sentence[] {
  return from
    .map((sentence) => ({ sentence, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ sentence }) => sentence);
}

const { values } = parseArgs({ options: { seed: { type: "string", default: "1" } } });
const random = generator(Number(values.seed));
const sources = files(SOURCES).map((file) => ({ file, source: read(file) }));
const pools = {
  comments: sources.flatMap(({ file, source }) => commentsOf(file, source, parseSync(file, source).comments)),
  pages: files(PAGES).flatMap((file) => proseOf(file, read(file))),
  messages: sources
    .filter(({ file }) => file.startsWith("packages/") && !OTHER_LANGUAGE.test(file))
    .flatMap(({ file, source }) => messagesOf(file, source)),
  subjects: subjects(),
};
for (const [kind, pool] of Object.entries(pools)) {
  console.log(`\n${kind} (${pool.length})`);
  for (const { place, text } of draw(pool, DRAWN[kind as keyof typeof DRAWN], random)) console.log(`${place}: ${text}`);
}
