import type { ResponseCountRow } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type AnswerBook, addStretch, EMPTY_BOOK, judgeBook, unansweredIn } from "../src/judge/answer-book.ts";

const QUARTER = 15 * 60_000;

function row(provider: string, destination: string, people: number, answered: number, step = 1): ResponseCountRow {
  const counts = { people, answered, messages: people, receipts: people, proven: 0, provenReceipts: 0 };
  return { provider, channel: "sms", destination, step, ...counts };
}

/** Adds the same counts for this number of periods. */
function played(stretches: number, rows: readonly ResponseCountRow[], book: AnswerBook = EMPTY_BOOK): AnswerBook {
  let now = book;
  for (let n = 0; n < stretches; n++) now = addStretch(now, QUARTER, rows);
  return now;
}

/** Returns the flows that two judgements in a row suspect. */
function named(book: AnswerBook): readonly string[] {
  const judged = judgeBook(book);
  const { accused } = unansweredIn(judged, []);
  return unansweredIn(judged, accused).named.map(({ provider, destination }) => `${provider} ${destination}`);
}

describe("the stored answers", () => {
  it("reveal a destination that answers less than the other destinations of its provider", () => {
    const parts = [row("sms.a", "+3361", 200, 70), row("sms.a", "+3362", 200, 100), row("sms.a", "+3363", 200, 98)];
    expect(named(played(30, parts))).toEqual(["sms.a +3361"]);
  });

  it("reveal a provider whose destinations all answer less than another provider's", () => {
    const low = [row("sms.a", "+3361", 200, 70), row("sms.a", "+3362", 200, 70)];
    const usual = [row("sms.b", "+3361", 200, 100), row("sms.b", "+3362", 200, 100)];
    expect(named(played(30, [...low, ...usual]))).toEqual(["sms.a "]);
  });

  it("reveal the destination, not its provider, if one destination lowers the whole", () => {
    const rows = [row("sms.a", "+3361", 300, 60), row("sms.a", "+3362", 200, 100), row("sms.b", "+3362", 400, 200)];
    expect(named(played(30, rows))).toEqual(["sms.a +3361"]);
  });

  it("never compare one step or channel with another", () => {
    const email: ResponseCountRow = { ...row("email.smtp", "example.org", 400, 40), channel: "email" };
    const rows = [row("sms.a", "+3361", 400, 200), row("sms.b", "+3362", 400, 100, 2), email];
    expect(named(played(30, rows))).toEqual([]);
  });

  it("raise no suspicion after a single check", () => {
    const parts = [row("sms.a", "+3361", 200, 20), row("sms.a", "+3362", 200, 100)];
    const first = unansweredIn(judgeBook(played(30, parts)), []);
    expect(first.accused).toHaveLength(1);
    expect(first.named).toEqual([]);
  });

  it("stay small, however many destinations and periods exist", () => {
    const many = Array.from({ length: 900 }, (_, n) => row("sms.a", `+${1_000 + n}`, 40, 20));
    const book = played(20, many);
    expect(Object.keys(book.sums).length).toBeLessThanOrEqual(600);
    expect(JSON.stringify(book).length).toBeLessThan(60_000);
    expect(book.totals["15 sms 1 sms.a "]).toEqual([720_000, 360_000]);
  });
});
