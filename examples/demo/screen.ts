import type { Ledger } from "relance";
import type { Noted } from "./messages.ts";

/** A provider on the screen. */
export interface Line {
  readonly label: string;
  readonly provider: string;
  /** Said when most of what has left lately went that way; `missingOf` = a provider's messages without a receipt. */
  readonly words: (missingOf: (provider: string) => number) => string;
}

/** What the right column shows. */
export interface View {
  readonly at: number;
  readonly ledger: Ledger | undefined;
  readonly note: string;
}

/** Width of the left column; on a narrow terminal it is left out. */
const LEFT = 34;
const NARROW = 100;
/** Where no terminal says how wide it is. */
const WIDEST = 100;
/** Lines of the story that stand under the numbers on a terminal. */
const STORY = 8;

function count(n: number): string {
  return n.toLocaleString("en");
}

function sumOf(ledger: Ledger, provider: string, keep: (row: Ledger["attempts"][number]) => boolean): number {
  return ledger.attempts
    .filter((row) => row.provider === provider && keep(row))
    .reduce((sum, row) => sum + row.count, 0);
}

function attempts(ledger: Ledger, provider: string): string {
  const sent = sumOf(ledger, provider, ({ state }) => state === "accepted");
  const delivered = sumOf(ledger, provider, ({ evidence }) => evidence === "delivered" || evidence === "engaged");
  const undelivered = sumOf(ledger, provider, ({ evidence }) => evidence.startsWith("undelivered"));
  const overdue = missingOf(ledger, provider);
  const parts = [`${count(sent)} accepted`];
  if (delivered > 0) parts.push(`${count(delivered)} delivered`);
  if (undelivered > 0) parts.push(`${count(undelivered)} undelivered`);
  if (overdue > 0) parts.push(`${count(overdue)} no receipt`);
  return parts.join(", ");
}

/** What changed since the last look, in words. */
export function meaning(
  lines: readonly Line[],
  ledger: Ledger | undefined,
  before: Ledger | undefined,
): string | undefined {
  if (ledger === undefined) return undefined;
  const { states } = ledger;
  if (before !== undefined && states.pending + states.active === 0) return "over: all are confirmed or on the list";
  const grew = (provider: string) =>
    sumOf(ledger, provider, () => true) - (before === undefined ? 0 : sumOf(before, provider, () => true));
  const changes = lines.map(({ provider, words }) => ({ by: grew(provider), words })).filter(({ by }) => by > 0);
  changes.sort((a, b) => b.by - a.by);
  return changes[0]?.words((provider) => missingOf(ledger, provider));
}

function missingOf(ledger: Ledger, provider: string): number {
  return sumOf(ledger, provider, ({ evidence }) => evidence === "unknown");
}

/** Campaign time as people read it. */
export function moment(at: number): string {
  return new Date(at).toLocaleString("en-GB", {
    timeZone: "Europe/Paris",
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** What happened longer ago stands beside no later time. */
const NEWS_MS = 3_600_000;

function rightColumn(lines: readonly Line[], { at, ledger, note }: View): string[] {
  if (ledger === undefined) return [moment(at), note];
  const { states } = ledger;
  return [
    `${moment(at)}  ${note}`.trimEnd(),
    ...lines.map(({ label, provider }) => `${label.padEnd(16)}${attempts(ledger, provider)}`),
    `confirmed       ${count(states.acknowledged)}`,
    `still trying    ${count(states.pending + states.active)}`,
  ];
}

/** Breaks a line between words. An address is one word, and stays whole. */
export function folded(line: string, width: number): readonly string[] {
  const [indent = ""] = /^ */.exec(line) ?? [];
  const [first = "", ...words] = line.trimStart().split(" ");
  const lines = [indent + first];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length > width) lines.push(`${indent}    ${word}`);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** What becomes of the campaign; redrawn on a terminal, elsewhere printed when the day or the story changes. */
export class Screen {
  readonly #lines: readonly Line[];
  readonly #left: readonly string[];
  readonly #isTerminal: boolean = process.stdout.isTTY === true;
  readonly #isVerbose: boolean;
  readonly #story: string[] = [];
  #view: View | undefined;
  #drawn = 0;
  readonly #told = new Set<string>();
  #lastNote = "";
  #lastNumbers = "";

  /**
   * @param isVerbose every line of the story stays, also on a terminal
   * @param left a column beside it, such as what another program says of the same people
   */
  constructor(lines: readonly Line[], isVerbose: boolean, left: readonly string[] = []) {
    this.#lines = lines;
    this.#isVerbose = isVerbose;
    this.#left = left;
    if (left.length === 0) return;
    const isNarrow = this.#isTerminal && (process.stdout.columns ?? 80) < NARROW;
    if (isNarrow || !this.#isTerminal) {
      console.log(`\nSEND AND HOPE\n${this.#left.map((line) => `  ${line}`).join("\n")}\n\nRELANCE`);
      this.#left = [];
      return;
    }
    console.log(
      `\n${"SEND AND HOPE".padEnd(LEFT)}│ RELANCE\n${"─".repeat(LEFT)}┼${"─".repeat(Math.min(60, (process.stdout.columns ?? 100) - LEFT - 1))}`,
    );
  }

  /** What the watch has seen and done since it was last asked. */
  tell(incidents: readonly Noted[]): void {
    for (const { at, fact, action } of incidents) {
      const note = `${at} ${fact} ${action}`;
      if (this.#told.has(note)) continue;
      this.#told.add(note);
      this.say(`${moment(at)}  the watch: ${fact}`);
      if (action !== undefined) this.say(`                   ${action}`);
    }
  }

  /** A line of the story over the whole width; a long one goes on below. What is said before the first numbers stays above. */
  say(text: string): void {
    const isLive = this.#isTerminal && !this.#isVerbose && this.#view !== undefined;
    const lines = text.split("\n").flatMap((line) => folded(line, isLive ? this.#width - 1 : this.#width));
    if (isLive && this.#view !== undefined) {
      this.#story.push(...lines);
      this.show(this.#view);
      return;
    }
    this.#drawn = 0;
    console.log(lines.join("\n"));
  }

  get #width(): number {
    return this.#isTerminal ? (process.stdout.columns ?? 80) : WIDEST;
  }

  show(seen: View): void {
    this.#view = seen;
    if (seen.note !== this.#note.text) this.#note = { text: seen.note, at: seen.at };
    const view = seen.at - this.#note.at < NEWS_MS ? seen : { ...seen, note: "" };
    if (this.#isTerminal) {
      if (this.#drawn > 0) process.stdout.write(`\u001b[${this.#drawn}A\u001b[0J`);
      const story = this.#story.slice(-STORY);
      this.#drawn = this.#print(rightColumn(this.#lines, view));
      for (const line of story) console.log(line);
      this.#drawn += story.length;
      return;
    }
    const right = rightColumn(this.#lines, view);
    const numbers = right.slice(1).join();
    const isNew =
      view.note !== this.#lastNote || (numbers !== this.#lastNumbers && right[0]?.slice(0, 10) !== this.#day);
    if (!isNew) return;
    this.#lastNote = view.note;
    this.#lastNumbers = numbers;
    this.#day = right[0]?.slice(0, 10) ?? "";
    this.#print([...right, ""]);
  }

  #day = "";
  #note = { text: "", at: 0 };

  #print(right: readonly string[]): number {
    const rows = Math.max(this.#left.length, right.length);
    for (let row = 0; row < rows; row++) {
      const text = right[row] ?? "";
      const line = this.#left.length === 0 ? text : `${(this.#left[row] ?? "").padEnd(LEFT)}│ ${text}`;
      console.log(line.slice(0, this.#width - 1)); // a wrapped line would count as two when it is drawn over
    }
    return rows;
  }
}
