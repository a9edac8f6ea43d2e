import type { Ledger } from "relance";
import type { Noted } from "./messages.ts";

/** The line on the screen that shows one provider. */
export interface Line {
  readonly label: string;
  readonly provider: string;
  /**
   * Returns the text to show while most recent messages are sent through this provider. `missingOf` returns the number
   * of a provider's messages without a receipt.
   */
  readonly words: (missingOf: (provider: string) => number) => string;
  /** True if the provider sends no receipts. */
  readonly reportsNothing?: true;
}

/** Content of the right column. */
export interface View {
  readonly at: number;
  readonly ledger: Ledger | undefined;
  readonly note: string;
}

/** Width of the left column, which a narrow terminal omits. */
const LEFT = 25;
/** Width of the names, which precede the numbers. */
const NAMES = 16;
/** Legend of the right column. */
const LEGEND = "RELANCE: accepted = delivered + no receipt + answered first";
const NARROW = 100;
/** Assumed width of a terminal that does not report its width. */
const WIDEST = 100;
/** Number of text lines that a terminal shows below the numbers. */
const STORY = 8;

function count(n: number): string {
  return n.toLocaleString("en");
}

function sumOf(ledger: Ledger, provider: string, keep: (row: Ledger["attempts"][number]) => boolean): number {
  return ledger.attempts
    .filter((row) => row.provider === provider && keep(row))
    .reduce((sum, row) => sum + row.count, 0);
}

/** Returns the accepted messages of a provider and their results. The results must add up to that number. */
function attempts(ledger: Ledger, { provider, reportsNothing }: Line): string {
  const sum = (keep: (row: Ledger["attempts"][number]) => boolean) =>
    sumOf(ledger, provider, (row) => row.state === "accepted" && keep(row));
  const accepted = sum(() => true);
  if (reportsNothing === true) return `${count(accepted)}, and reports nothing`;
  const delivered = sum(({ evidence }) => evidence === "delivered" || evidence === "engaged");
  const undelivered = sum(({ evidence }) => evidence.startsWith("undelivered"));
  const overdue = sum(({ evidence }) => evidence === "unknown");
  // at the end, the remaining messages have no pending result: their recipients answered before the receipt
  const others = isOver(ledger) ? "answered" : "in progress";
  const parts = [
    [delivered, "delivered"],
    [undelivered, "undelivered"],
    [overdue, "no receipt"],
    [accepted - delivered - undelivered - overdue, others],
  ] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, name]) => `${count(n)} ${name}`);
  return accepted === 0 ? "0" : `${count(accepted)} = ${told.join(" + ")}`;
}

function isOver({ states }: Ledger): boolean {
  return states.pending + states.active === 0;
}

/** Returns text that explains the changes since the last reading. */
export function meaning(
  lines: readonly Line[],
  ledger: Ledger | undefined,
  before: Ledger | undefined,
): string | undefined {
  if (ledger === undefined) return undefined;
  if (before !== undefined && isOver(ledger)) return "finished: every recipient is confirmed or listed";
  const grew = (provider: string) =>
    sumOf(ledger, provider, () => true) - (before === undefined ? 0 : sumOf(before, provider, () => true));
  const changes = lines.map(({ provider, words }) => ({ by: grew(provider), words })).filter(({ by }) => by > 0);
  changes.sort((a, b) => b.by - a.by);
  return changes[0]?.words((provider) => missingOf(ledger, provider));
}

function missingOf(ledger: Ledger, provider: string): number {
  return sumOf(ledger, provider, ({ evidence }) => evidence === "unknown");
}

/** Formats campaign time for the screen. */
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

/** A note is shown for this many milliseconds of campaign time. */
const NEWS_MS = 3_600_000;

function rightColumn(lines: readonly Line[], { at, ledger, note }: View): string[] {
  if (ledger === undefined) return [moment(at), note];
  const { states } = ledger;
  return [
    `${moment(at)}  ${note}`.trimEnd(),
    ...lines.map((line) => `${line.label.padEnd(NAMES)}${attempts(ledger, line)}`),
    `${"confirmed".padEnd(NAMES)}${count(states.acknowledged)}`,
    `${"not finished".padEnd(NAMES)}${count(states.pending + states.active)}`,
  ];
}

/** Routine actions of the watch, which are not shown on a terminal to save space. */
const ROUTINE: readonly (string | undefined)[] = ["slowed", "probed", "resumed"];

/** A printed line, wrapped to the screen's width. */
interface NewsLine {
  readonly lines: readonly string[];
  /** True for a secondary line, which is dropped before other lines. */
  readonly isAside: boolean;
}

/** Returns the latest lines that fit on the screen. The oldest secondary line is dropped first. */
function fitted(story: readonly NewsLine[]): readonly NewsLine[] {
  const rows = story.reduce((sum, { lines }) => sum + lines.length, 0);
  if (rows <= STORY || story.length === 1) return story;
  const first = story.findIndex(({ isAside }) => isAside);
  return fitted(story.toSpliced(Math.max(first, 0), 1));
}

/** Wraps a line between words. A URL is not split. */
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

/** Shows the progress of the campaign. A terminal redraws the numbers; a file or pipe gets a new line for each day. */
export class Screen {
  readonly #lines: readonly Line[];
  readonly #left: readonly string[];
  readonly #isTerminal: boolean = process.stdout.isTTY === true;
  readonly #isVerbose: boolean;
  #story: readonly NewsLine[] = [];
  #view: View | undefined;
  #drawn = 0;
  readonly #told = new Set<string>();
  #lastNote = "";
  #lastNumbers = "";

  /**
   * @param isVerbose true if all printed lines stay on the terminal
   * @param left content of a second column, such as the result of another program for the same recipients
   */
  constructor(lines: readonly Line[], isVerbose: boolean, left: readonly string[] = []) {
    this.#lines = lines;
    this.#isVerbose = isVerbose;
    this.#left = left;
    if (left.length === 0) return;
    const isNarrow = this.#isTerminal && (process.stdout.columns ?? 80) < NARROW;
    if (isNarrow || !this.#isTerminal) {
      console.log(`\nSEND AND HOPE\n${this.#left.map((line) => `  ${line}`).join("\n")}\n\n${LEGEND}`);
      this.#left = [];
      return;
    }
    console.log(`\n${"SEND AND HOPE".padEnd(LEFT)}│ ${LEGEND}\n${"─".repeat(LEFT)}┼${"─".repeat(LEGEND.length + 2)}`);
  }

  /** Prints the incidents that the watch has opened since the last call. */
  tell(incidents: readonly Noted[]): void {
    for (const { at, fact, action, did } of incidents) {
      const note = `${at} ${fact} ${action}`;
      if (this.#told.has(note)) continue;
      this.#told.add(note);
      if (this.#isLive && ROUTINE.includes(did)) continue;
      const done = action === undefined ? "" : `\n                   ${action}`;
      const [finding] = fact.split("; "); // the details would fill the screen
      this.say(`${moment(at)}  the watch: ${finding}${done}`);
    }
  }

  /**
   * Prints text over the whole width of the screen.
   * @param isAside true if a terminal may drop the line before other lines
   */
  say(text: string, isAside = false): void {
    const lines = text.split("\n").flatMap((line) => folded(line, this.#isLive ? this.#width - 1 : this.#width));
    if (this.#isLive && this.#view !== undefined) {
      this.#story = fitted([...this.#story, { lines, isAside }]);
      this.show(this.#view);
      return;
    }
    this.#drawn = 0;
    console.log(lines.join("\n"));
  }

  /** True if the output is a terminal, which redraws the numbers. */
  get #isLive(): boolean {
    return this.#isTerminal && !this.#isVerbose && this.#view !== undefined;
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
      const story = this.#story.flatMap(({ lines }) => lines);
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
      console.log(line.slice(0, this.#width - 1)); // a wrapped line would count as two lines when the screen is redrawn
    }
    return rows;
  }
}
