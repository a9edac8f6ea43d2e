import { lowerEdge } from "@relance/spec";
import {
  addCompared,
  type ComparedSums,
  NOTHING_COMPARED,
  type ReceiptCount,
  reversed,
} from "../../packages/plugins/watch/src/compare-shares.ts";
import type { BinSecond } from "../../packages/plugins/watch/src/flows.ts";
import { COMPARED_AGES, judgeVendors } from "../../packages/plugins/watch/src/judge/compare-vendors.ts";
import type { FlowVerdict } from "../../packages/plugins/watch/src/verdict.ts";
import { playRun, type Scenario } from "./simulate-run.ts";
import { healthy, losing, MINUTE_MS, SECOND_MS, spreadText, wrongText } from "./world.ts";

/** Period that the watch compares: the last twenty minutes. */
const WINDOW_MS = 20 * MINUTE_MS;
const EVERY_MS = 10 * SECOND_MS;

/** A scenario with two vendors without history, in which both vendors send from the start. */
interface VendorsCase {
  readonly name: string;
  readonly runs: number;
  readonly first: Scenario;
  readonly second: Scenario;
  readonly isLossy: boolean;
}

/** Share of recipients who are assigned to the second vendor. */
const EXPLORED = 0.02;
const second = (more: Partial<Scenario> = {}) => healthy({ perSecond: 100 * EXPLORED, ...more });
const around40s: Scenario["latency"] = (random) => 40_000 * Math.exp(0.5 * random.normal());

const forTwentyMinutes = { durationMs: 20 * MINUTE_MS } as const;
const at = (perSecond: number, more: Partial<Scenario> = {}) => healthy({ perSecond, ...forTwentyMinutes, ...more });
const gamma: Scenario["latency"] = (random) => -6_000 * (Math.log(1 - random.next()) + Math.log(1 - random.next()));

/** Scenarios that were written, with their expected verdicts, after the last change of the watch's parameters. */
const HELD_BACK: readonly Omit<VendorsCase, "runs">[] = [
  {
    name: "100/s, 5 % over a healthy second; the first loses 26 %",
    first: losing(100, 0.26, 0, forTwentyMinutes).scenario,
    second: at(5),
    isLossy: true,
  },
  {
    name: "40/s, 10 % over a healthy second; the first loses 15 %",
    first: losing(40, 0.15, 0, forTwentyMinutes).scenario,
    second: at(4),
    isLossy: true,
  },
  {
    name: "20/s, 20 % over a healthy second; the first loses 35 %",
    first: losing(20, 0.35, 0, forTwentyMinutes).scenario,
    second: at(4),
    isLossy: true,
  },
  {
    name: "300/s, 2 % over a healthy second; the first loses 15 %",
    first: losing(300, 0.15, 0, forTwentyMinutes).scenario,
    second: at(6),
    isLossy: true,
  },
  {
    name: "100/s, 5 %; both are well, drift 0.50",
    first: at(100, { drift: 0.5 }),
    second: at(5, { drift: 0.5 }),
    isLossy: false,
  },
  {
    name: "60/s, 10 %; both are well, the first has a gamma latency",
    first: at(60, { latency: gamma }),
    second: at(6),
    isLossy: false,
  },
  {
    name: "60/s, 10 %; both are well, the first reports 95 %",
    first: at(60, { share: 0.95 }),
    second: at(6),
    isLossy: false,
  },
];

const CASES: readonly VendorsCase[] = [
  {
    name: "100/s, 2 % over a healthy second; the first loses 26 %",
    runs: 100,
    first: losing(100, 0.26).scenario,
    second: second(),
    isLossy: true,
  },
  {
    name: "the same, 10 %",
    runs: 100,
    first: losing(100, 0.1, 0, { durationMs: 40 * MINUTE_MS }).scenario,
    second: second({ durationMs: 40 * MINUTE_MS }),
    isLossy: true,
  },
  { name: "both are well", runs: 500, first: healthy(), second: second(), isLossy: false },
  {
    name: "both are well, the first around 40 s",
    runs: 100,
    first: healthy({ latency: around40s }),
    second: second(),
    isLossy: false,
  },
  {
    name: "both are well, the second around 40 s",
    runs: 100,
    first: healthy(),
    second: second({ latency: around40s }),
    isLossy: false,
  },
  ...HELD_BACK.map((one) => ({ ...one, name: `held back: ${one.name}`, runs: 25 })),
];

/** Simulates two vendors with recipients assigned at random, and compares their results. */
export function runVendors(share: number, only = ""): void {
  console.log("\nvendors\n");
  console.log("| world | runs | right | a loss is reported after: median, worst | of the other | wrong |");
  console.log("| --- | --: | --- | --- | --- | --- |");
  for (const one of CASES.filter(({ name }) => name.includes(only))) {
    const runs = Math.max(1, Math.round(one.runs * share));
    const all = Array.from({ length: runs }, (_, seed) => runOnce(one, seed + 1));
    const reported = all.flatMap(({ reportedAt }) => reportedAt ?? []);
    const others = all.filter(({ isOtherReported }) => isOtherReported).length;
    const right = one.isLossy ? "loss" : "green";
    const own = one.isLossy ? { missed: runs - reported.length } : { false: reported.length };
    const wrong = wrongText({ ...own, "of the other": others });
    const cells = [one.name, runs, right, spreadText(reported, runs), others === 0 ? "never" : `in ${others}`, wrong];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

function runOnce({ first, second: other }: VendorsCase, seed: number) {
  let reportedAt: number | undefined;
  let isOtherReported = false;
  const others = playRun(other, seed + 10_000, EVERY_MS);
  for (const { bins, elapsedMs: now } of playRun(first, seed, EVERY_MS)) {
    const beside = others.next().value;
    if (beside === undefined) break;
    for (const age of COMPARED_AGES) {
      const sums = comparedAt(bins.seconds, beside.bins.seconds, age.ageMs, now);
      const judged = (own: ComparedSums, seconds: readonly BinSecond[]): FlowVerdict | undefined =>
        judgeVendors(own, "other", seconds, age, now);
      if (judged(sums, bins.seconds) !== undefined) reportedAt ??= now / SECOND_MS;
      if (judged(reversed(sums), beside.bins.seconds) !== undefined) isOtherReported = true;
    }
    if (reportedAt !== undefined) break;
  }
  return { reportedAt, isOtherReported };
}

function comparedAt(own: readonly BinSecond[], other: readonly BinSecond[], ageMs: number, now: number): ComparedSums {
  let sums = NOTHING_COMPARED;
  for (let at = 0; at + MINUTE_MS + ageMs <= now; at += MINUTE_MS)
    if (at >= now - WINDOW_MS) sums = addCompared(sums, countIn(own, at, ageMs), countIn(other, at, ageMs));
  return sums;
}

function countIn(seconds: readonly BinSecond[], from: number, ageMs: number): ReceiptCount {
  let [messages, receipts] = [0, 0];
  for (const { accepted, received } of seconds.slice(from / SECOND_MS, (from + MINUTE_MS) / SECOND_MS)) {
    messages += accepted;
    received.forEach((count, bin) => {
      if (lowerEdge(bin) < ageMs) receipts += count;
    });
  }
  return { messages, receipts };
}
