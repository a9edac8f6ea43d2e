import type { Ledger, Store } from "@relance/spec";
import { ACKNOWLEDGEMENT_AGES, type AnswerCount, judgeAgainstEarlier } from "@relance/watch";
import type { EngineContext } from "../../context.ts";
import {
  type AnswerBook,
  type AnswerFlow,
  addStretch,
  EMPTY_BOOK,
  flowOf,
  type JudgedFlow,
  judgeBook,
  keyOf,
  unansweredIn,
} from "./answer-book.ts";
import type { AnswerHistory } from "./answer-history.ts";
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
  /** Flows accused at the last judgement: two in a row open an incident. */
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

interface AnswersCase {
  readonly ledger: Ledger;
  readonly now: number;
  readonly before: AnswersMemory | undefined;
  readonly history: AnswerHistory;
  /** Providers whose receipts look made up, for whatever reason. */
  readonly suspected: ReadonlySet<string>;
  /** Providers whose incident of this kind is in the hands of those who steer. */
  readonly steered: ReadonlySet<string>;
}

/**
 * Once a minute: flows whose people answer far less than those of others who were messaged at the same time. What a
 * carrier that makes its receipts up cannot hide; weak and late, so it is said, and acted upon only where its receipts
 * look made up as well.
 */
export async function judgeAnswers(context: EngineContext, facts: AnswersCase): Promise<AnswersMemory> {
  const { ledger, now, before, history, suspected, steered } = facts;
  if (before === undefined) return begin(now);
  if (now - before.at < MINUTE_MS) return before;
  const { book, through } = await readRipe(context, ledger.campaign, before, now);
  if (book === undefined) return writtenDown(facts, { ...before, at: now, through });
  await history.need(Object.keys(book.totals).map((key) => flowOf(key).provider));
  const judged = judgeBook(book).map((flow) => besideEarlier(flow, book, ledger, history));
  const { accused, named } = unansweredIn(judged, before.accused);
  const open = await sayAnswers(context, ledger.campaign, { judged, named, before: before.open, steered });
  const unanswered = new Set(open.map((key) => key.split(" ")[0] ?? ""));
  const proven = [...unanswered].filter((one) => suspected.has(one) || before.proven.includes(one));
  return writtenDown(facts, { ...before, at: now, through, ...book, accused, open, proven, isNews: true });
}

/** Once in a while the campaign is written down for later ones. */
async function writtenDown({ ledger, history }: AnswersCase, memory: AnswersMemory): Promise<AnswersMemory> {
  const { at, keptAt = 0, isNews, open } = memory;
  if (isNews !== true || at - keptAt < KEEP_EVERY_MS) return memory;
  const unanswered = new Set(open.map((key) => key.split(" ")[0] ?? ""));
  await history.keep(ledger, worthKeeping(memory, unanswered));
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
      const rows = await store.responseCounts({ campaign, since, until, withinMs: ageMs });
      const { sums, totals } = book ?? before;
      book = addStretch({ sums, totals }, ageMs, rows);
    }
    through.push(from);
  }
  return { book, through };
}

/** A provider that nobody stands beside is held against earlier campaigns of this name. */
function besideEarlier(flow: JudgedFlow, book: AnswerBook, ledger: Ledger, history: AnswerHistory): JudgedFlow {
  if (flow.destination !== "" || flow.verdict.kind !== "not-enough-evidence") return flow;
  const verdict = judgeAgainstEarlier(countOf(book, flow), history.earlier(ledger, flow));
  return verdict.kind === "not-enough-evidence" ? flow : { ...flow, verdict, isBesideEarlier: true };
}

/** What later campaigns may take for usual: of providers whose people answer. */
function worthKeeping(book: AnswerBook, unanswered: ReadonlySet<string>): ReadonlyMap<AnswerFlow, AnswerCount> {
  const flows = Object.keys(book.totals).map(flowOf);
  const kept = flows.filter(({ provider }) => !unanswered.has(provider));
  return new Map(kept.map((flow) => [flow, countOf(book, flow)]));
}

function countOf({ totals }: AnswerBook, flow: AnswerFlow): AnswerCount {
  const [people = 0, answered = 0] = totals[keyOf(flow)] ?? [];
  return { people, answered };
}

/** Answers that came in time may not be folded yet. */
const GRACE_MS = MINUTE_MS;
/** Enough people to be compared; a stretch that has fewer grows up to the longest. */
const ENOUGH = 300;
const LONGEST = 10;
/** People counted of a stretch, at most: of a busy minute, its beginning. Those of a minute are drawn at random anyway. */
const MOST = 2_000;
/** Minutes looked over at once. */
const OVERLOOKED = 60;

/** Messages that are old enough to be judged at an age. */
interface RipeStretch {
  /** Whose people are counted. */
  readonly since: number;
  readonly until: number;
  /** Where the next stretch begins. */
  readonly through: number;
  /** Nobody was messaged. */
  readonly isEmpty: boolean;
}

/** The next stretch of a campaign after `from` whose messages are all older than an age; `undefined` = none is ripe yet. */
async function ripeStretch(
  store: Store,
  campaign: number,
  { from, ageMs, now }: { readonly from: number; readonly ageMs: number; readonly now: number },
): Promise<RipeStretch | undefined> {
  const ripe = Math.floor((now - ageMs - GRACE_MS) / MINUTE_MS) * MINUTE_MS;
  const until = Math.min(ripe, from + OVERLOOKED * MINUTE_MS);
  if (until <= from) return undefined;
  const { rows } = await store.bins({ campaign, since: from, until, grainMs: MINUTE_MS });
  const first = rows.find(({ accepted }) => accepted > 0);
  const nobodyUntil = (through: number) => ({ since: through, until: through, through, isEmpty: true });
  if (first === undefined) return nobodyUntil(until);
  const since = Math.max(from, first.at);
  let people = 0;
  for (let minute = 1; minute <= LONGEST; minute++) {
    const through = since + minute * MINUTE_MS;
    if (through > until) return until < ripe ? nobodyUntil(since) : undefined; // it may still grow
    people = rows.filter(({ at }) => at < through).reduce((sum, { accepted }) => sum + accepted, 0);
    if (people < ENOUGH && minute < LONGEST) continue;
    const share = Math.min(1, MOST / people);
    return { since, until: since + Math.ceil((through - since) * share), through, isEmpty: false };
  }
  return undefined;
}
