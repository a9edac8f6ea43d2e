import type { Ledger } from "@relance/spec";
import { ACKNOWLEDGEMENT_AGES, type AnswerCount, judgeAgainstEarlier } from "@relance/watch";
import type { EngineContext } from "../../context.ts";
import { type JudgedSlice, unansweredIn } from "./accuse-unanswered.ts";
import { type AnswerBook, type AnswerSlice, addStretch, EMPTY_BOOK, judgeBook, keyOf, sliceOf } from "./answer-book.ts";
import type { AnswerShelf } from "./answer-shelf.ts";
import { ripeStretch } from "./ripe-stretch.ts";
import { sayAnswers } from "./say-answers.ts";

const MINUTE_MS = 60_000;
/** Stretches of each age that are read at one look, when the watch has been away. */
const MOST_AT_ONCE = 3;
/** How often a campaign is written down for later ones. */
const KEEP_EVERY_MS = 10 * MINUTE_MS;

/** What is remembered of the answers of a campaign from look to look. */
export interface AnswersMemory extends AnswerBook {
  readonly at: number;
  /** By age: messages handed over before were counted. */
  readonly through: readonly number[];
  /** Slices accused at the last judgement: two in a row open an incident. */
  readonly accused: readonly string[];
  /** Incidents that are open: `provider part`. */
  readonly open: readonly string[];
  /** Providers that other evidence speaks against as well, until their incidents end. */
  readonly proven: readonly string[];
  /** When the campaign was written down for later ones. */
  readonly keptAt?: number | undefined;
  /** Something was counted since. */
  readonly isNews?: boolean | undefined;
}

export interface AnswersCase {
  readonly ledger: Ledger;
  readonly now: number;
  readonly before: AnswersMemory | undefined;
  readonly shelf: AnswerShelf;
  /** Providers whose receipts look made up, for whatever reason. */
  readonly liars: ReadonlySet<string>;
  /** Providers whose incident of this kind is in the hands of those who steer. */
  readonly steered: ReadonlySet<string>;
}

/**
 * Once a minute: slices whose people answer far less than those of others who were messaged at the same time. What a
 * carrier that makes its receipts up cannot hide; weak and late, so it is said, and acted upon only where its receipts
 * look made up as well.
 */
export async function judgeAnswers(context: EngineContext, facts: AnswersCase): Promise<AnswersMemory> {
  const { ledger, now, before, shelf, liars, steered } = facts;
  if (before === undefined) return begin(now);
  if (now - before.at < MINUTE_MS) return before;
  const { book, through } = await readRipe(context, ledger.campaign, before, now);
  if (book === undefined) return writtenDown(facts, { ...before, at: now, through });
  await shelf.need(Object.keys(book.totals).map((key) => sliceOf(key).provider));
  const judged = judgeBook(book).map((slice) => besideEarlier(slice, book, ledger, shelf));
  const { accused, named } = unansweredIn(judged, before.accused);
  const open = await sayAnswers(context, ledger.campaign, { judged, named, before: before.open, steered });
  const unanswered = new Set(open.map((key) => key.split(" ")[0] ?? ""));
  const proven = [...unanswered].filter((one) => liars.has(one) || before.proven.includes(one));
  return writtenDown(facts, { ...before, at: now, through, ...book, accused, open, proven, isNews: true });
}

/** Once in a while the campaign is written down for later ones. */
async function writtenDown({ ledger, shelf }: AnswersCase, memory: AnswersMemory): Promise<AnswersMemory> {
  const { at, keptAt = 0, isNews, open } = memory;
  if (isNews !== true || at - keptAt < KEEP_EVERY_MS) return memory;
  const unanswered = new Set(open.map((key) => key.split(" ")[0] ?? ""));
  await shelf.keep(ledger, worthKeeping(memory, unanswered));
  return { ...memory, keptAt: at, isNews: false };
}

function begin(now: number): AnswersMemory {
  const through = ACKNOWLEDGEMENT_AGES.map(() => Math.floor(now / MINUTE_MS) * MINUTE_MS);
  return { at: now, through, ...EMPTY_BOOK, accused: [], open: [], proven: [] };
}

/** Counts what has become ripe. No book = nothing has. */
async function readRipe(
  { store }: EngineContext,
  campaign: number,
  before: AnswersMemory,
  now: number,
): Promise<{ readonly book: AnswerBook | undefined; readonly through: readonly number[] }> {
  let book: AnswerBook | undefined;
  const through: number[] = [];
  for (const [place, ageMs] of ACKNOWLEDGEMENT_AGES.entries()) {
    let from = before.through[place] ?? now;
    for (let read = 0; read < MOST_AT_ONCE; read++) {
      const stretch = await ripeStretch(store, campaign, { from, ageMs, now });
      if (stretch === undefined) break;
      from = stretch.through;
      if (stretch.isEmpty) continue;
      const { since, until } = stretch;
      const rows = await store.turnout({ campaign, since, until, withinMs: ageMs });
      const { sums, totals } = book ?? before;
      book = addStretch({ sums, totals }, ageMs, rows);
    }
    through.push(from);
  }
  return { book, through };
}

/** A provider that nobody stands beside is held against earlier campaigns of this name. */
function besideEarlier(slice: JudgedSlice, book: AnswerBook, ledger: Ledger, shelf: AnswerShelf): JudgedSlice {
  if (slice.part !== "" || slice.verdict.kind !== "not-enough-evidence") return slice;
  const verdict = judgeAgainstEarlier(countOf(book, slice), shelf.earlier(ledger, slice));
  return verdict.kind === "not-enough-evidence" ? slice : { ...slice, verdict, isBesideEarlier: true };
}

/** What later campaigns may take for usual: of providers whose people answer. */
function worthKeeping(book: AnswerBook, unanswered: ReadonlySet<string>): ReadonlyMap<AnswerSlice, AnswerCount> {
  const slices = Object.keys(book.totals).map(sliceOf);
  const kept = slices.filter(({ provider }) => !unanswered.has(provider));
  return new Map(kept.map((slice) => [slice, countOf(book, slice)]));
}

function countOf({ totals }: AnswerBook, slice: AnswerSlice): AnswerCount {
  const [people = 0, answered = 0] = totals[keyOf(slice)] ?? [];
  return { people, answered };
}
