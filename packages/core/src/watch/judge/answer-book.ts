import type { TurnoutRow } from "@relance/spec";
import {
  type AnswerCount,
  type AnswerSums,
  type AnswerVerdict,
  addAnswers,
  judgeAcknowledgements,
  NO_ANSWERS,
} from "@relance/watch";

const MINUTE_MS = 60_000;
/** Slices that are remembered, at most: parts that come later count with their provider alone. */
const MOST_SLICES = 600;

/** Slices of one age: whole providers against each other, parts against the other parts of their provider. */
export interface AnswerSlice {
  /** Whole minutes after the acceptance. */
  readonly age: number;
  readonly channel: string;
  readonly step: number;
  readonly provider: string;
  /** "" = the whole provider. */
  readonly part: string;
}

/** What is remembered of answers: by slice, as short as it can be. */
export interface AnswerBook {
  readonly sums: Readonly<
    Record<string, readonly [people: number, answered: number, expected: number, variance: number]>
  >;
  /** Of whole providers, everybody who was counted. */
  readonly totals: Readonly<Record<string, readonly [people: number, answered: number]>>;
}

export const EMPTY_BOOK: AnswerBook = { sums: {}, totals: {} };

/** Adds the people of one stretch of time. */
export function addStretch(book: AnswerBook, ageMs: number, rows: readonly TurnoutRow[]): AnswerBook {
  const sums = { ...book.sums };
  const totals = { ...book.totals };
  const age = ageMs / MINUTE_MS;
  const add = (slice: AnswerSlice, own: AnswerCount, all: AnswerCount): void => {
    const key = keyOf(slice);
    const before = sums[key];
    const isFull = before === undefined && Object.keys(sums).length >= MOST_SLICES;
    if (isFull && slice.part !== "") return;
    const others = { people: all.people - own.people, answered: all.answered - own.answered };
    const after = addAnswers(before === undefined ? NO_ANSWERS : sumsOf(before), own, others);
    if (after.people > 0) sums[key] = short(after);
  };
  for (const { channel, step } of placesOf(rows)) {
    const here = rows.filter((row) => row.channel === channel && row.step === step);
    for (const provider of new Set(here.map((row) => row.provider))) {
      const own = here.filter((row) => row.provider === provider);
      const whole = { age, channel, step, provider, part: "" };
      const count = total(own);
      add(whole, count, total(here));
      const [people = 0, answered = 0] = totals[keyOf(whole)] ?? [];
      totals[keyOf(whole)] = [people + count.people, answered + count.answered];
      for (const row of own) if (row.part !== "") add({ ...whole, part: row.part }, row, count);
    }
  }
  return { sums, totals };
}

/** Judges every slice against those that it is compared with; a provider without others is a slice as well. */
export function judgeBook({
  sums,
  totals,
}: AnswerBook): readonly (AnswerSlice & { readonly verdict: AnswerVerdict })[] {
  const all = [...new Set([...Object.keys(totals), ...Object.keys(sums)])].map((key) => {
    const known = sums[key];
    return { ...sliceOf(key), sums: known === undefined ? NO_ANSWERS : sumsOf(known) };
  });
  return all.map((slice) => {
    const others = all.filter((other) => other !== slice && isBeside(other, slice));
    const { sums: own, ...name } = slice;
    return {
      ...name,
      verdict: judgeAcknowledgements(
        own,
        others.map((other) => other.sums),
      ),
    };
  });
}

function isBeside(other: AnswerSlice, { age, channel, step, provider, part }: AnswerSlice): boolean {
  if (other.age !== age || other.channel !== channel || other.step !== step) return false;
  return part === "" ? other.part === "" : other.part !== "" && other.provider === provider;
}

export function keyOf({ age, channel, step, provider, part }: AnswerSlice): string {
  return `${age} ${channel} ${step} ${provider} ${part}`;
}

export function sliceOf(key: string): AnswerSlice {
  const [age, channel = "", step, provider = "", part = ""] = key.split(" ");
  return { age: Number(age), channel, step: Number(step), provider, part };
}

function placesOf(rows: readonly TurnoutRow[]): readonly Pick<TurnoutRow, "channel" | "step">[] {
  const places = new Map(rows.map((row) => [`${row.channel} ${row.step}`, row]));
  return [...places.values()];
}

function total(counts: readonly AnswerCount[]): AnswerCount {
  return {
    people: counts.reduce((sum, { people }) => sum + people, 0),
    answered: counts.reduce((sum, { answered }) => sum + answered, 0),
  };
}

function sumsOf([people, answered, expected, variance]: readonly [number, number, number, number]): AnswerSums {
  return { people, answered, expected, variance };
}

function short({ people, answered, expected, variance }: AnswerSums): [number, number, number, number] {
  return [people, answered, rounded(expected), rounded(variance)];
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
