import type { ResponseCountRow } from "@relance/spec";
import {
  type AnswerCount,
  type AnswerSums,
  type AnswerVerdict,
  addAnswers,
  judgeAcknowledgements,
  NO_ANSWERS,
} from "../judge-acknowledgements.ts";

const MINUTE_MS = 60_000;
const MOST_FLOWS = 600;

/** A flow whose answers are compared with other flows of the same age, channel and step. */
export interface AnswerFlow {
  readonly age: number;
  readonly channel: string;
  readonly step: number;
  readonly provider: string;
  readonly destination: string;
}

/** Counts of answers for each flow, in the stored form. */
export interface AnswerBook {
  readonly sums: Readonly<
    Record<string, readonly [people: number, answered: number, expected: number, variance: number]>
  >;
  readonly totals: Readonly<Record<string, readonly [people: number, answered: number]>>;
}

export const EMPTY_BOOK: AnswerBook = { sums: {}, totals: {} };

export function addStretch(book: AnswerBook, ageMs: number, rows: readonly ResponseCountRow[]): AnswerBook {
  const sums = { ...book.sums };
  const totals = { ...book.totals };
  const age = ageMs / MINUTE_MS;
  const add = (flow: AnswerFlow, own: AnswerCount, all: AnswerCount): void => {
    const key = flowKey(flow);
    const before = sums[key];
    const isFull = before === undefined && Object.keys(sums).length >= MOST_FLOWS;
    if (isFull && flow.destination !== "") return;
    const others = { people: all.people - own.people, answered: all.answered - own.answered };
    const after = addAnswers(before === undefined ? NO_ANSWERS : toSums(before), own, others);
    if (after.people > 0) sums[key] = short(after);
  };
  for (const { channel, step } of listPlaces(rows)) {
    const here = rows.filter((row) => row.channel === channel && row.step === step);
    for (const provider of new Set(here.map((row) => row.provider))) {
      const own = here.filter((row) => row.provider === provider);
      const whole = { age, channel, step, provider, destination: "" };
      const count = total(own);
      add(whole, count, total(here));
      const [people = 0, answered = 0] = totals[flowKey(whole)] ?? [];
      totals[flowKey(whole)] = [people + count.people, answered + count.answered];
      for (const row of own) if (row.destination !== "") add({ ...whole, destination: row.destination }, row, count);
    }
  }
  return { sums, totals };
}

/** Compares the answers of each flow with comparable flows. Omits flows without a comparable flow. */
export function judgeBook({ sums, totals }: AnswerBook): readonly (AnswerFlow & { readonly verdict: AnswerVerdict })[] {
  const all = [...new Set([...Object.keys(totals), ...Object.keys(sums)])].map((key) => {
    const known = sums[key];
    return { ...parseFlow(key), sums: known === undefined ? NO_ANSWERS : toSums(known) };
  });
  return all.map((flow) => {
    const others = all.filter((other) => other !== flow && isBeside(other, flow)).map((other) => other.sums);
    const { sums: own, ...name } = flow;
    return { ...name, verdict: judgeAcknowledgements(own, others) };
  });
}

function isBeside(other: AnswerFlow, { age, channel, step, provider, destination }: AnswerFlow): boolean {
  if (other.age !== age || other.channel !== channel || other.step !== step) return false;
  return destination === "" ? other.destination === "" : other.destination !== "" && other.provider === provider;
}

export function flowKey({ age, channel, step, provider, destination }: AnswerFlow): string {
  return `${age} ${channel} ${step} ${provider} ${destination}`;
}

export function parseFlow(key: string): AnswerFlow {
  const [age, channel = "", step, provider = "", destination = ""] = key.split(" ");
  return { age: Number(age), channel, step: Number(step), provider, destination };
}

function listPlaces(rows: readonly ResponseCountRow[]): readonly Pick<ResponseCountRow, "channel" | "step">[] {
  const places = new Map(rows.map((row) => [`${row.channel} ${row.step}`, row]));
  return [...places.values()];
}

function total(counts: readonly AnswerCount[]): AnswerCount {
  return {
    people: counts.reduce((sum, { people }) => sum + people, 0),
    answered: counts.reduce((sum, { answered }) => sum + answered, 0),
  };
}

function toSums([people, answered, expected, variance]: readonly [number, number, number, number]): AnswerSums {
  return { people, answered, expected, variance };
}

function short({ people, answered, expected, variance }: AnswerSums): [number, number, number, number] {
  return [people, answered, rounded(expected), rounded(variance)];
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

export interface JudgedFlow extends AnswerFlow {
  readonly verdict: AnswerVerdict;
  readonly beside?: "earlier" | "assumed" | undefined;
}

/** A provider or destination with far fewer answers than others. */
export interface Unanswered {
  readonly provider: string;
  readonly destination: string;
  readonly shownBy: JudgedFlow;
}

/**
 * Returns the flows suspected in this check, and the flows suspected in both this and the previous check. If a
 * destination is suspected, its whole provider is not.
 */
export function unansweredIn(
  judged: readonly JudgedFlow[],
  accusedBefore: readonly string[],
): { readonly accused: readonly string[]; readonly named: readonly Unanswered[] } {
  const accused = judged.filter(({ verdict }) => verdict.kind === "too-little");
  const agreed = accused.filter((flow) => accusedBefore.includes(flowKey(flow)));
  const named = new Map<string, Unanswered>();
  for (const shownBy of agreed.toSorted((a, b) => a.verdict.atMost - b.verdict.atMost)) {
    const { provider, destination } = shownBy;
    const isNarrower =
      destination !== "" || !agreed.some((other) => other.provider === provider && other.destination !== "");
    const name = `${provider} ${destination}`;
    if (isNarrower && !named.has(name)) named.set(name, { provider, destination, shownBy });
  }
  return { accused: accused.map(flowKey), named: [...named.values()] };
}
