import type { Ledger, Plan, PluginHost } from "@relance/spec";
import { type AnswerCount, isCertain, judgeAgainstEarlier, LEAST_EXPECTED } from "../judge-acknowledgements.ts";
import {
  type AnswerBook,
  type AnswerFlow,
  flowKey,
  type JudgedFlow,
  judgeBook,
  parseFlow,
  type Unanswered,
  unansweredIn,
} from "./answer-book.ts";
import type { AnswerHistory } from "./answer-history.ts";
import { noAnswers, type RipeAnswers, readRipe } from "./ripe-answers.ts";

const MINUTE_MS = 60_000;
const KEEP_EVERY_MS = 10 * MINUTE_MS;

export interface AnswersMemory extends RipeAnswers {
  readonly at: number;
  readonly accused: readonly string[];
  readonly open: readonly string[];
  readonly proven: readonly string[];
  /** By `provider destination`, text that proves by missing answers that the messages did not arrive. */
  readonly certain?: Readonly<Record<string, string>> | undefined;
  readonly keptAt?: number | undefined;
  readonly isNews?: boolean | undefined;
}

interface AnswersCase {
  readonly ledger: Ledger;
  readonly plan: Plan;
  readonly now: number;
  readonly before: AnswersMemory | undefined;
  readonly history: AnswerHistory;
  readonly suspected: ReadonlySet<string>;
  readonly steered: ReadonlySet<string>;
}

/**
 * Once a minute, finds flows whose recipients answer far less than the recipients of other flows. Answers are weak,
 * late evidence, so the watch acts only if the receipts also look fake.
 */
export async function judgeAnswers(host: PluginHost, facts: AnswersCase): Promise<AnswersMemory> {
  const { ledger, now, before, history, suspected } = facts;
  if (before === undefined) return { at: now, ...noAnswers(now), accused: [], open: [], proven: [] };
  if (now - before.at < MINUTE_MS) return before;
  const { book, through } = await readRipe(host, ledger.campaign, before, now);
  if (book === undefined) return writtenDown(facts, { ...before, at: now, through });
  await history.need(Object.keys(book.totals).map((key) => parseFlow(key).provider));
  const judged = judgeBook(book).map((flow) => besideEarlier(flow, book, facts));
  const { accused, named } = unansweredIn(judged, before.accused);
  const open = await reportAnswers(host, facts, before.open, { judged, named });
  const unanswered = new Set(open.map((key) => key.split(" ")[0] ?? ""));
  const proven = [...unanswered].filter((one) => suspected.has(one) || before.proven.includes(one));
  const certain = certainIn(named, open, before.certain);
  return writtenDown(facts, { ...before, at: now, through, ...book, accused, open, proven, certain, isNews: true });
}

function certainIn(
  named: readonly Unanswered[],
  open: readonly string[],
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const found = named.filter(({ shownBy }) => shownBy.beside !== "assumed" && isCertain(shownBy.verdict));
  const facts = {
    ...Object.fromEntries(found.map((one) => [`${one.provider} ${one.destination}`, describeFact(one)])),
    ...before,
  };
  return Object.fromEntries(Object.entries(facts).filter(([key]) => open.includes(key)));
}

async function writtenDown({ ledger, history }: AnswersCase, memory: AnswersMemory): Promise<AnswersMemory> {
  const { at, keptAt = 0, isNews, open } = memory;
  if (isNews !== true || at - keptAt < KEEP_EVERY_MS) return memory;
  const unanswered = new Set(open.map((key) => key.split(" ")[0] ?? ""));
  await history.keep(ledger, worthKeeping(memory, unanswered));
  return { ...memory, keptAt: at, isNews: false };
}

/**
 * Without a comparable flow, the watch expects 2 % of the recipients to answer within an hour. This is a guess, so a
 * flow is suspected only below 0.2 %.
 */
const FEWEST: AnswerCount = { people: 1_000_000, answered: 20_000 };
const FEWEST_MINUTES = 60;
const HARDLY_ANY = 0.1;

function besideEarlier(flow: JudgedFlow, book: AnswerBook, { ledger, plan, history }: AnswersCase): JudgedFlow {
  const { age, step, destination, verdict: own } = flow;
  if (destination !== "" || own.kind !== "not-enough-evidence") return flow;
  const earlier = history.earlier(ledger, flow);
  const isAssumed = earlier.length === 0 && age >= FEWEST_MINUTES && plan.steps[step - 1]?.waitMs !== undefined;
  const verdict = judgeAgainstEarlier(countAnswers(book, flow), isAssumed ? [FEWEST] : earlier);
  const isOpen = verdict.kind === "not-enough-evidence" || (isAssumed && verdict.ratio > HARDLY_ANY);
  return isOpen ? flow : { ...flow, verdict, beside: isAssumed ? "assumed" : "earlier" };
}

function worthKeeping(book: AnswerBook, unanswered: ReadonlySet<string>): ReadonlyMap<AnswerFlow, AnswerCount> {
  const flows = Object.keys(book.totals).map(parseFlow);
  const kept = flows.filter(({ provider }) => !unanswered.has(provider));
  return new Map(kept.map((flow) => [flow, countAnswers(book, flow)]));
}

function countAnswers({ totals }: AnswerBook, flow: AnswerFlow): AnswerCount {
  const [people = 0, answered = 0] = totals[flowKey(flow)] ?? [];
  return { people, answered };
}

const LIKE_OTHERS = 0.9;

async function reportAnswers(
  host: PluginHost,
  { ledger: { campaign }, steered }: AnswersCase,
  before: readonly string[],
  { judged, named }: { readonly judged: readonly JudgedFlow[]; readonly named: readonly Unanswered[] },
): Promise<readonly string[]> {
  const open: string[] = [];
  for (const one of named) {
    const key = `${one.provider} ${one.destination}`;
    open.push(key);
    if (before.includes(key)) continue;
    const { provider, destination } = one;
    const subject = { campaign, kind: "low-answers", provider, destination } as const;
    await host.incident({ ...subject, change: "open", fact: describeFact(one), figures: listFigures(one) });
  }
  for (const key of before) {
    if (open.includes(key)) continue;
    const [provider = "", destination = ""] = key.split(" ");
    const own = judged.filter((flow) => flow.provider === provider && flow.destination === destination);
    if (own.some(({ verdict }) => verdict.expected >= LEAST_EXPECTED && verdict.ratio < LIKE_OTHERS)) {
      open.push(key);
      continue;
    }
    if (steered.has(provider)) continue;
    const fact = `recipients of ${where(provider, destination)} answer like others again`;
    await host.incident({ campaign, kind: "low-answers", provider, destination, change: "end", fact });
  }
  return open;
}

const COMPARED = { earlier: "those of earlier campaigns", assumed: "if two in a hundred did" } as const;

function describeFact({ provider, destination, shownBy }: Unanswered): string {
  const { verdict, age, step, beside } = shownBy;
  const { answered, people, expected, ratio } = verdict;
  const others = beside === undefined ? "others who were messaged at the same time" : COMPARED[beside];
  const counted = `${Math.round(answered)} of ${Math.round(people)} within ${inWords(age)} of step ${step}, where ${Math.round(expected)} were expected`;
  return `recipients of ${where(provider, destination)} answer ${Math.round(100 * ratio)} % as often as ${others}: ${counted}`;
}

function listFigures({ shownBy: { verdict, age, step } }: Unanswered): Readonly<Record<string, number>> {
  const { people, answered, expected, ratio, atMost } = verdict;
  return { people, answered, expected, ratio, atMost, withinMinutes: age, step };
}

function where(provider: string, destination: string): string {
  return destination === "" ? provider : `${provider} to ${destination}`;
}

function inWords(minutes: number): string {
  if (minutes < 60) return `${minutes} minutes`;
  return minutes === 60 ? "an hour" : `${minutes / 60} hours`;
}
