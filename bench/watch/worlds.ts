import { SECOND_HELD_BACK } from "./held-back.ts";
import type { Random } from "./random.ts";
import type { Scenario } from "./simulate-run.ts";
import { bursts, from, HOUR_MS, healthy, losing, MINUTE_MS, SECOND_MS, type World, withheld, within } from "./world.ts";

const DESIGN: readonly World[] = [
  { name: "26 % from the start, 100/s", runs: 200, ...losing(100, 0.26) },
  { name: "26 % from the start, 500/s", runs: 200, ...losing(500, 0.26) },
  { name: "26 % from the start, 100/s, drift 0.40", runs: 200, ...losing(100, 0.26, 0, { drift: 0.4 }) },
  { name: "26 % mid-run, 100/s", runs: 100, ...losing(100, 0.26, 10 * MINUTE_MS) },
  { name: "26 % mid-run, 500/s", runs: 30, ...losing(500, 0.26, 10 * MINUTE_MS) },
  { name: "10 % from the start, 100/s", runs: 100, ...losing(100, 0.1) },
  { name: "5 % from the start, 100/s", runs: 50, ...losing(100, 0.05) },
  { name: "healthy, drift 0.25", runs: 500, scenario: healthy(), right: "green" },
  { name: "healthy, drift 0.40", runs: 500, scenario: healthy({ drift: 0.4 }), right: "green" },
  {
    name: "4 × slower for 10 min",
    runs: 100,
    scenario: healthy({ slownessAt: within(5 * MINUTE_MS, 15 * MINUTE_MS, 4, 1) }),
    right: "stall",
  },
  {
    name: "8 × slower for 10 min",
    runs: 100,
    scenario: healthy({ slownessAt: within(5 * MINUTE_MS, 15 * MINUTE_MS, 8, 1) }),
    right: "stall",
  },
];

const TWO_MINUTES = 2 * MINUTE_MS;

const BURSTS: readonly World[] = [
  { name: "bursts every 30 s", runs: 100, scenario: healthy({ deliveredAt: bursts(30_000) }), right: "green" },
  { name: "bursts every 2 min", runs: 100, scenario: healthy({ deliveredAt: bursts(TWO_MINUTES) }), right: "green" },
  {
    name: "bursts every 2 min, each within 20 s",
    runs: 100,
    scenario: healthy({ deliveredAt: trickled(TWO_MINUTES, 20_000) }),
    right: "green",
  },
  {
    name: "bursts every 1 to 3 min",
    runs: 100,
    scenario: healthy({ deliveredAt: unevenly(MINUTE_MS, 3 * MINUTE_MS) }),
    right: "green",
  },
  {
    name: "bursts every 2 min, first campaign, 10,000 recipients, first wave 400",
    runs: 100,
    known: "not",
    people: 10_000,
    pilot: 400,
    scenario: healthy({ deliveredAt: bursts(TWO_MINUTES) }),
    right: "green",
  },
  {
    name: "bursts every 30 s, 26 % from the start",
    runs: 100,
    ...losing(100, 0.26, 0, { deliveredAt: bursts(30_000) }),
  },
  {
    name: "bursts every 2 min, 26 % from the start",
    runs: 100,
    ...losing(100, 0.26, 0, { deliveredAt: bursts(TWO_MINUTES) }),
  },
  {
    name: "bursts every 2 min, 26 % mid-run",
    runs: 50,
    ...losing(100, 0.26, 10 * MINUTE_MS, { deliveredAt: bursts(TWO_MINUTES) }),
  },
  {
    name: "bursts every 2 min, no burst after 10 min",
    runs: 50,
    scenario: healthy({
      deliveredAt: (at) => (at > 10 * MINUTE_MS ? Number.POSITIVE_INFINITY : bursts(TWO_MINUTES)(at)),
    }),
    right: "stall",
  },
];

const TEN = 10 * MINUTE_MS;

function resting(forMs: number): Scenario {
  return healthy({ perSecond: 20, deliveredAt: withheld(TEN, TEN + forMs), durationMs: TEN + forMs + 20 * MINUTE_MS });
}

const STOPS: readonly World[] = [
  ...[3, 10, 20].map(
    (minutes): World => ({
      name: `receipts stop for ${minutes} min mid-run`,
      runs: 100,
      scenario: healthy({ deliveredAt: withheld(TEN, TEN + minutes * MINUTE_MS), durationMs: 35 * MINUTE_MS }),
      right: "stall",
    }),
  ),
  {
    name: "receipts stop for 10 min, and come within 2 min",
    runs: 100,
    scenario: healthy({ deliveredAt: withheld(TEN, 2 * TEN, TWO_MINUTES), durationMs: 35 * MINUTE_MS }),
    right: "stall",
  },
  {
    name: "receipts begin after 8 min",
    runs: 50,
    scenario: healthy({ deliveredAt: withheld(0, 8 * MINUTE_MS) }),
    right: "stall",
  },
  {
    name: "quiet hours: none for 8 h, 30,000 people at 20/s",
    runs: 20,
    people: 30_000,
    everyMs: 10_000,
    scenario: healthy({ perSecond: 20, deliveredAt: withheld(TEN, TEN + 8 * HOUR_MS), durationMs: 9 * HOUR_MS }),
    right: "stall",
  },
  ...(
    [
      ["the first night", 0, HOUR_MS, 0],
      ["as on three nights before", 3, HOUR_MS, 0],
      ["half an hour longer than on three nights before", 3, 1.5 * HOUR_MS, 0],
      ["as on three nights before, 26 % lost at its end", 3, HOUR_MS, 0.26],
    ] as const
  ).map(
    ([name, nights, quietMs, lost]): World => ({
      name: `none from 0:10 to 1:10: ${name}`,
      runs: 20,
      daysBefore: Array.from({ length: nights }, () => resting(HOUR_MS)),
      scenario: { ...resting(quietMs), lossAt: from(TEN + 0.5 * HOUR_MS, lost) },
      ...(lost > 0
        ? { troubleAt: TEN + HOUR_MS, right: "loss" }
        : { right: nights > 0 && quietMs === HOUR_MS ? "green" : "stall" }),
    }),
  ),
  {
    name: "a stop of 3 min, 26 % from its end on",
    runs: 50,
    ...losing(100, 0.26, 13 * MINUTE_MS, { deliveredAt: withheld(TEN, 13 * MINUTE_MS) }),
  },
  {
    name: "no receipt ever",
    runs: 20,
    scenario: healthy({ hasReceipts: false }),
    right: "stall",
  },
];

const first = { known: "not", people: 10_000, pilot: 400 } as const;

/** Default median time of an answer. */
const ANSWER_MS = 3 * MINUTE_MS;

function people(answers: number): string {
  return answers === 0 ? "no recipient answers" : `${100 * answers} % answer`;
}

const SHAPES: readonly World[] = [
  ...(
    [
      ["the healthy mixture", undefined],
      ["60 % around 2 s, 40 % around 20 s", twoHumps],
      ["all around 40 s", late],
      ["92 % around 5 s, 8 % around 15 min", tailed(0.08)],
      ["80 % around 5 s, 20 % around 15 min", tailed(0.2)],
    ] as const
  ).map(
    ([name, latency]): World => ({
      name: `first campaign: ${name}`,
      runs: 400,
      ...first,
      scenario: healthy({ durationMs: 15 * MINUTE_MS, ...(latency === undefined ? {} : { latency }) }),
      right: "green",
    }),
  ),
  ...[20, 60].map(
    (second): World => ({
      name: `first campaign: 8 × slower for 10 min from second ${second} on`,
      runs: 400,
      ...first,
      scenario: healthy({
        slownessAt: within(second * SECOND_MS, second * SECOND_MS + TEN, 8, 1),
        durationMs: 15 * MINUTE_MS,
      }),
      right: "stall",
    }),
  ),
  ...[0, 0.1, 0.3].map(
    (answers): World => ({
      name: `first campaign: receipts for 60 % of what is delivered, ${people(answers)}`,
      runs: 400,
      ...first,
      scenario: healthy({ share: 0.6, answers: { share: answers, medianMs: ANSWER_MS } }),
      right: "green",
    }),
  ),
  ...[8, 15].map(
    (minutes): World => ({
      name: `first campaign: receipts for 60 % of what is delivered, ${people(0.3)}, half of them within ${minutes} min`,
      runs: 400,
      ...first,
      scenario: healthy({ share: 0.6, answers: { share: 0.3, medianMs: minutes * MINUTE_MS } }),
      right: "green",
    }),
  ),
  {
    name: "first campaign: receipts for failures only",
    runs: 400,
    ...first,
    scenario: healthy({ share: 0.03 }),
    right: "green",
  },
  ...[0.1, 0.3].map(
    (answers): World => ({
      name: `first campaign: 80 % around 5 s, 20 % around 15 min, ${people(answers)}`,
      runs: 400,
      ...first,
      scenario: healthy({
        durationMs: 15 * MINUTE_MS,
        latency: tailed(0.2),
        answers: { share: answers, medianMs: ANSWER_MS },
      }),
      right: "green",
    }),
  ),
  {
    name: "told that 6 s are usual: the healthy mixture, 200/s",
    runs: 100,
    known: "told",
    scenario: healthy({ perSecond: 200 }),
    right: "green",
  },
  {
    name: "learned, then 60 % around 2 s, 40 % around 20 s",
    runs: 100,
    scenario: healthy({ latency: twoHumps }),
    right: "green",
  },
];

const SMALL: readonly World[] = [
  { name: "first campaign: 26 % from the start", runs: 400, ...first, ...losing(100, 0.26) },
  ...[0.1, 0.3].map(
    (answers): World => ({
      name: `first campaign: 26 % from the start, ${people(answers)}`,
      runs: 400,
      ...first,
      ...losing(100, 0.26, 0, { answers: { share: answers, medianMs: ANSWER_MS } }),
    }),
  ),
  {
    name: `first campaign: 26 % from the start, receipts for 60 % of the others, ${people(0.3)}`,
    runs: 200,
    ...first,
    ...losing(100, 0.26, 0, { share: 0.6, answers: { share: 0.3, medianMs: ANSWER_MS } }),
  },
  { name: "first campaign: 10 % from the start", runs: 400, ...first, ...losing(100, 0.1) },
  {
    name: "first campaign: 26 % from minute 3 on",
    runs: 200,
    ...first,
    people: 60_000,
    ...losing(100, 0.26, 3 * MINUTE_MS),
  },
  {
    name: "a loss that grows by 1 % a minute",
    runs: 50,
    ...losing(100, 0, 0, { lossAt: (at) => Math.max(0, at - TEN) / MINUTE_MS / 100, durationMs: 40 * MINUTE_MS }),
    troubleAt: TEN,
  },
  ...[300, 1_000, 3_000].flatMap((people): World[] => [
    {
      name: `${people.toLocaleString("en")} people at 20/s, 26 % from the start`,
      runs: 200,
      people,
      ...losing(20, 0.26),
    },
    {
      name: `${people.toLocaleString("en")} people at 20/s, healthy`,
      runs: 500,
      people,
      scenario: healthy({ perSecond: 20 }),
      right: "green",
    },
    {
      name: `${people.toLocaleString("en")} people at 20/s, bursts every 2 min`,
      runs: 200,
      people,
      scenario: healthy({ perSecond: 20, deliveredAt: bursts(TWO_MINUTES) }),
      right: "green",
    },
  ]),
];

/** Scenarios that were not used to choose the watch's parameters. */
const HELD_BACK: readonly World[] = [
  { name: "learned, then Weibull latency", runs: 100, scenario: healthy({ latency: weibull }), right: "green" },
  {
    name: "first campaign: Weibull latency",
    runs: 100,
    ...first,
    scenario: healthy({ durationMs: 15 * MINUTE_MS, latency: weibull }),
    right: "green",
  },
  {
    name: "a rate that rises and falls within 20 min",
    runs: 100,
    scenario: healthy({ perSecondAt: (at) => Math.round(55 + 45 * Math.sin((2 * Math.PI * at) / (20 * MINUTE_MS))) }),
    right: "green",
  },
  {
    name: "first campaign: receipts for failures only, 30 % answer",
    runs: 100,
    ...first,
    scenario: healthy({ share: 0.03, answers: { share: 0.3, medianMs: ANSWER_MS } }),
    right: "green",
  },
  {
    name: "receipts stop at minute 10 and never return",
    runs: 100,
    scenario: healthy({ perSecond: 20, deliveredAt: (at) => (at > TEN ? Number.POSITIVE_INFINITY : at) }),
    right: "stall",
    troubleAt: TEN,
  },
  {
    name: "first campaign: receipts stop at minute 3 and never return",
    runs: 100,
    ...first,
    people: 60_000,
    scenario: healthy({ deliveredAt: (at) => (at > 3 * MINUTE_MS ? Number.POSITIVE_INFINITY : at) }),
    right: "stall",
    troubleAt: 3 * MINUTE_MS,
  },
];

export const WORLDS: readonly (readonly [about: string, worlds: readonly World[]])[] = [
  ["the design's table, a check each second", DESIGN.map((world) => ({ ...world, everyMs: SECOND_MS }))],
  ["bursts", BURSTS],
  ["stops and quiet hours", STOPS],
  ["shapes", SHAPES],
  ["small losses, few people", SMALL],
  ["held back", HELD_BACK],
  ["held back, second set", SECOND_HELD_BACK],
];

function twoHumps(random: Random): number {
  const median = random.next() < 0.6 ? 2_000 : 20_000;
  return median * Math.exp(0.5 * random.normal());
}

function late(random: Random): number {
  return 40_000 * Math.exp(0.3 * random.normal());
}

function tailed(share: number): (random: Random) => number {
  return (random) => (random.next() < share ? 15 * MINUTE_MS : 5_000) * Math.exp(0.5 * random.normal());
}

function weibull(random: Random): number {
  return 8_000 * (-Math.log(1 - random.next())) ** (1 / 0.7);
}

/**
 * Delivers receipts in batches. The receipts of a batch arrive over `overMs`, in the order in which they were ready.
 */
function trickled(everyMs: number, overMs: number): (readyMs: number) => number {
  return (ready) => {
    const place = (ready % everyMs) / everyMs;
    return bursts(everyMs)(ready) + place * overMs;
  };
}

/** Delivers receipts in bursts at random intervals. */
function unevenly(leastMs: number, mostMs: number): (readyMs: number) => number {
  const ends: number[] = [];
  let end = 0;
  for (let nth = 0; end < HOUR_MS; nth++) {
    end += leastMs + (mostMs - leastMs) * ((nth * 0.618_034) % 1);
    ends.push(end);
  }
  return (ready) => ends.find((at) => at >= ready) ?? ready;
}
