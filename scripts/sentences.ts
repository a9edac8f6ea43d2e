/**
 * `npm run sentences -- --seed 1` draws 134 random sentences from comments, pages, messages and commit subjects, and
 * prints the file and line of each. A reader rates each sentence as clear, second reading or opaque. The same seed
 * draws the same sentences from the same sources.
 */
import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  type Argument,
  type CallExpression,
  type Comment,
  type PrivateIdentifier,
  parseSync,
  Visitor,
} from "oxc-parser";
import { ROOT, read } from "../test/support/repository.ts";

interface Sentence {
  readonly place: string;
  readonly text: string;
  /** Text next to the sentence: the code of a comment, or the first cell of a table row. */
  readonly beside?: string | undefined;
}

const DRAWN = { comments: 60, pages: 32, messages: 32, subjects: 10 };

const SOURCES = ["packages/**/{src,app}/**/*.{ts,tsx}", "{scripts,examples,bench}/**/*.ts", "test/**/*.ts"];
const PAGES = ["docs/**/*.md", "packages/**/*.md", "*.md", ".changeset/*.md"];
const IGNORED = ["**/node_modules/**", "**/dist/**", "**/*.generated.ts", "**/fixtures/**", "**/CHANGELOG.md"];

/**
 * Excluded files, whose texts are not our English sentences: French screens, the vocabulary of replies, and simulated
 * vendors' answers.
 */
const NOT_OURS = /(?:\bfr|\breplies\/src\/[\w-]+|-fr|\boutside\/[\w/-]+)\.ts$/;

const FRENCH = /[àéèêç]|\b(?:vous|nos)\b/i;

/** Patterns of texts that only programs read, such as SQL, style sheets, regular expressions or lists of names. */
const FOR_MACHINES = [
  /^\s*(?:select|insert|update|delete|with|create|alter|pragma|lock) |[{;]\s*\n|=>|::\w+| = \w+\.|\{[a-z-]+:/,
  /\border by \w|\bon conflict\b|\b\w\.\w+_\w+\b|\b\w+_\w+ (?:=|is|in|>|<)|\b(?:coalesce|count)\(|= \$\d/,
  /\b(\w)\.\w+ (?:=|and) .*\b\1\.\w|\bkind in \(|\(\?[:=!]|\bdefault-src\b|^#|\(select\b| = (?:null|'')|\bdistinct from\b/,
  /^(?:[\w.]+(?: (?:as )?"?\w+"?)?, ){3,}/,
  /^(?!.*\b(?:a|an|the|of|to|in|is|are|be|and|or|for|by|no|not|with|our|its|cannot|would|own)\b)[\w /]+$/,
];

/** Comments for tools, not for readers. */
const DIRECTIVE = /^\W*(?:biome-ignore|@ts-|@vitest|eslint|#region)/;

function files(patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: ROOT, exclude: IGNORED }).sort();
}

function wordsIn(text: string): number {
  const words = text.replace(/`[^`]*`/g, "code").split(" ");
  return words.filter((word) => /[a-z]{2}/i.test(word) && !/[/\\]\w|\w[_(]/.test(word)).length;
}

/** Splits text into sentences. Texts of fewer than five words, such as paths, are left out. */
function sentencesOf(file: string, line: number, text: string): readonly Sentence[] {
  return text
    .replace(/\s+/g, " ")
    .split(/(?<=[.!?][)"`]?) (?=["`([]*[A-Z])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => wordsIn(sentence) >= 5)
    .map((sentence) => ({ place: `${file}:${line}`, text: sentence }));
}

/**
 * Returns the sentences of comments. Consecutive line comments are one text. A tag such as `@throws` begins a
 * sentence, and an example is code.
 */
function commentsOf(file: string, source: string, comments: readonly Comment[]): readonly Sentence[] {
  const blocks: { line: number; end: number; code: string | undefined; text: string }[] = [];
  for (const { type, value, start, end } of comments) {
    if (DIRECTIVE.test(value)) continue;
    const last = blocks.at(-1);
    const follows = type === "Line" && last !== undefined && /^\n\s*$/.test(source.slice(last.end, start));
    const text = value.replace(/@example[\s\S]*/, "").replace(/^\s*\*+ ?/gm, "");
    if (follows) Object.assign(last, { end, text: `${last.text}\n${text}` });
    else {
      const before = source.slice(0, start).split("\n");
      const code = before.at(-1)?.trim() || undefined; // code before the comment on the same line, if any
      blocks.push({ line: before.length, end, code, text });
    }
  }
  return blocks.flatMap(({ line, end, code, text }) => {
    const [, declared] = /^\s*(?:export )?(\S.{0,79})/.exec(code ?? source.slice(end)) ?? [];
    return text
      .split(/\n\s*\n|^(?=\s*@\w)| (?=@default\b)/m)
      .map((paragraph) => paragraph.replace(/\{@link ([^}]*)\}/g, "`$1`"))
      .flatMap((paragraph) => sentencesOf(file, line, paragraph))
      .map((sentence) => ({ ...sentence, beside: declared }));
  });
}

/** Returns the text of a string, a template, or a concatenation. An ellipsis stands for each inserted value. */
function shownBy(node: Argument | PrivateIdentifier, shown: Set<number>): string {
  shown.add(node.start);
  if (node.type === "Literal") return String(node.value);
  if (node.type === "BinaryExpression") return shownBy(node.left, shown) + shownBy(node.right, shown);
  if (node.type !== "TemplateLiteral") return "…";
  return node.quasis.map(({ value }, index) => `${index > 0 ? "…" : ""}${value.cooked ?? ""}`).join("");
}

/** Returns texts that a program shows to people: errors, logs, command output, screens and test titles. */
function messagesOf(file: string, source: string): readonly Sentence[] {
  const found: Sentence[] = [];
  const areas: string[] = [];
  const shown = new Set<number>();
  const isTitle = ({ callee }: CallExpression, names: RegExp): boolean =>
    file.includes("/conformance/") && names.test(source.slice(callee.start, callee.end));
  const add = (start: number, text: string): void => {
    if (FRENCH.test(text) || FOR_MACHINES.some((pattern) => pattern.test(text))) return;
    found.push(...sentencesOf(file, source.slice(0, start).split("\n").length, text.replace(/<[^>]*>/g, "")));
  };
  const addNode = (node: Argument): void => {
    if (!shown.has(node.start)) add(node.start, shownBy(node, shown));
  };
  new Visitor({
    ImportDeclaration: (node) => shown.add(node.source.start),
    CallExpression: (node) => {
      const [title] = node.arguments;
      if (/^(["`])[^"`]*\1\.split\(/.test(source.slice(node.start))) shown.add(node.callee.start); // a list of names
      if (title !== undefined && isTitle(node, /^(?:area|describe)\b/)) areas.push(shownBy(title, shown));
      // a test title is prefixed with the titles of its groups
      if (title !== undefined && isTitle(node, /^(?:it|test)\b/)) {
        add(title.start, [...areas, shownBy(title, shown)].join(" › "));
      }
    },
    "CallExpression:exit": (node) => {
      if (isTitle(node, /^(?:area|describe)\b/)) areas.pop();
    },
    BinaryExpression: (node) => {
      if (node.operator === "+" && /["`]/.test(source.slice(node.start, node.end))) addNode(node);
    },
    Literal: (node) => typeof node.value === "string" && addNode(node),
    JSXText: (node) => add(node.start, node.value),
    TemplateLiteral: addNode,
  }).visit(parseSync(file, source).program);
  return found;
}

/** Returns the sentences of a page: paragraphs, list items and table cells, without code and headings. */
function proseOf(file: string, page: string): readonly Sentence[] {
  const text = page.replace(/^(?:```[\s\S]*?^```|---\n[\s\S]*?\n---)/gm, (code) => code.replace(/[^\n]/g, ""));
  const found: Sentence[] = [];
  let line = 1;
  for (const block of text.split(/\n(?=\s*\n|\s*(?:[-*|>#]|\d+\.) ?)/)) {
    const start = line + (/^\s*/.exec(block)?.[0].split("\n").length ?? 1) - 1;
    const [, first, ...others] = block.trim().startsWith("|") ? block.trim().split("|") : [];
    if (first !== undefined) {
      found.push(...sentencesOf(file, start, first));
      found.push(
        ...others.flatMap((cell) => sentencesOf(file, start, cell)).map((s) => ({ ...s, beside: first.trim() })),
      );
    } else if (!/^\s*(?:#|- `[\w./-]+` › )/.test(block)) found.push(...sentencesOf(file, start, block));
    line += block.split("\n").length;
  }
  return found;
}

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
    .filter(({ file }) => file.startsWith("packages/") && !NOT_OURS.test(file))
    .flatMap(({ file, source }) => messagesOf(file, source)),
  subjects: subjects(),
};
for (const [kind, pool] of Object.entries(pools)) {
  console.log(`\n${kind} (${pool.length})`);
  for (const { place, text, beside } of draw(pool, DRAWN[kind as keyof typeof DRAWN], random))
    console.log(`${place}: ${text}${beside === undefined ? "" : ` [${beside}]`}`);
}
