import type { Random } from "./random.ts";
import type { Scenario } from "./simulate-run.ts";
import { bursts, HOUR_MS, healthy, losing, MINUTE_MS, SECOND_MS, type World, withheld, within } from "./world.ts";

const RUNS = 25;

type Row = Omit<World, "runs">;
type Latency = NonNullable<Scenario["latency"]>;

const minutes = (count: number): number => count * MINUTE_MS;

/** The provider loses `share` of the messages from the minute `start` on, for ten minutes or until sending ends. */
function lossy(
  name: string,
  perSecond: number,
  share: number,
  start = 0,
  { scenario, ...world }: Partial<Omit<World, "scenario">> & { scenario?: Partial<Scenario> } = {},
): Row {
  return {
    name,
    ...losing(perSecond, share, minutes(start), { durationMs: minutes(start + 10), ...scenario }),
    ...world,
  };
}

/** The provider loses nothing. `right` states whether late or absent receipts may slow down the provider. */
function lossless(
  name: string,
  perSecond: number,
  more: Partial<Scenario> = {},
  world: Partial<Omit<World, "scenario">> = {},
): Row {
  return { name, right: "green", scenario: healthy({ perSecond, durationMs: minutes(15), ...more }), ...world };
}

const OWN = { known: "own" } as const;
const first = (people: number, pilot: number) => ({ known: "not", people, pilot }) as const;
const answering = (share: number, median: number) => ({ answers: { share, medianMs: minutes(median) } }) as const;

const exponential = (random: Random): number => -Math.log(1 - random.next());
const gamma: Latency = (random) => 6_000 * (exponential(random) + exponential(random));
const logLogistic: Latency = (random) => {
  const drawn = random.next();
  return 4_000 * (drawn / (1 - drawn)) ** (1 / 1.8);
};
const pareto: Latency = (random) => 2_000 * (1 - random.next()) ** (-1 / 1.1);
const twoHumps: Latency = (random) => (random.next() < 0.7 ? 3_000 : 60_000) * Math.exp(0.4 * random.normal());
const slow: Latency = (random) => 90_000 * Math.exp(0.8 * random.normal());
const uniform: Latency = (random) => 1_000 + 29_000 * random.next();
const constant: Latency = (random) => 10_000 * (0.95 + 0.1 * random.next());

/** Returns a number in [0, 1) that looks random and depends only on the time of a receipt. */
const drawnAt = (readyMs: number): number => (readyMs * 0.618_034) % 1;

const KNOWN_LOSES: readonly Row[] = [
  lossy("15 % from the start, 50/s", 50, 0.15),
  lossy("20 % from the start, 100/s", 100, 0.2),
  lossy("35 % from the start, 40/s", 40, 0.35),
  lossy("50 % from the start, 10/s", 10, 0.5),
  lossy("70 % from the start, 300/s", 300, 0.7),
  lossy("35 % from minute 7, 20/s", 20, 0.35, 7),
  lossy("15 % from minute 12, 200/s", 200, 0.15, 12),
  lossy("70 % from minute 5, 5/s", 5, 0.7, 5),
  lossy("97 % from minute 6, 50/s", 50, 0.97, 6),
  lossy("30 % for 4 min, 100/s", 100, 0.3, 5, { scenario: { lossAt: within(minutes(5), minutes(9), 0.3, 0) } }),
  lossy("60 % for 90 s, 100/s", 100, 0.6, 5, { scenario: { lossAt: within(minutes(5), minutes(6.5), 0.6, 0) } }),
  lossy("40 % in every second minute, 100/s", 100, 0.4, 4, {
    scenario: { lossAt: (at) => (at >= minutes(4) && Math.floor(at / MINUTE_MS) % 2 === 0 ? 0.4 : 0) },
  }),
  lossy("50 % in one minute of five, 100/s", 100, 0.5, 5, {
    scenario: { lossAt: (at) => (at >= minutes(5) && Math.floor(at / MINUTE_MS) % 5 === 0 ? 0.5 : 0) },
  }),
  lossy("a loss that falls from 40 % to nothing in 10 min, 60/s", 60, 0.4, 0, {
    scenario: { lossAt: (at) => 0.4 * Math.max(0, 1 - at / minutes(10)) },
  }),
  lossy("a loss that grows by 5 % a minute, 40/s", 40, 0, 5, {
    scenario: { lossAt: (at) => Math.min(0.9, (0.05 * Math.max(0, at - minutes(5))) / MINUTE_MS) },
  }),
  lossy("26 % while receipts are 3 × slower, from minute 6, 100/s", 100, 0.26, 6, {
    scenario: { slownessAt: (at) => (at >= minutes(6) ? 3 : 1) },
  }),
  lossy("26 % from minute 6, drift 0.60, 100/s", 100, 0.26, 6, { scenario: { drift: 0.6 } }),
  lossy("bursts every 3 min, 35 % from minute 8, 50/s", 50, 0.35, 8, {
    scenario: { deliveredAt: bursts(minutes(3)), durationMs: minutes(28) },
  }),
  lossy("500 recipients at 5/s, 35 % from the start", 5, 0.35, 0, { people: 500 }),
  lossy("800 recipients at 10/s, 20 % from the start", 10, 0.2, 0, { people: 800 }),
  lossy("200 recipients at 20/s, 50 % from the start", 20, 0.5, 0, { people: 200 }),
];

const OWN_LATENCY: readonly Row[] = [
  lossless("gamma latency, 50/s", 50, { latency: gamma }, OWN),
  lossy("gamma latency, 20 % from the start, 50/s", 50, 0.2, 0, { ...OWN, scenario: { latency: gamma } }),
  lossless("log-logistic latency, 100/s", 100, { latency: logLogistic }, OWN),
  lossy("log-logistic latency, 26 % from minute 6, 100/s", 100, 0.26, 6, {
    ...OWN,
    scenario: { latency: logLogistic },
  }),
  lossless("70 % around 3 s and 30 % around 60 s, 20/s", 20, { latency: twoHumps }, OWN),
  lossy("70 % around 3 s and 30 % around 60 s, 35 % from the start, 20/s", 20, 0.35, 0, {
    ...OWN,
    scenario: { latency: twoHumps },
  }),
  lossless("latency around 90 s, 30/s", 30, { latency: slow }, OWN),
  lossy("latency around 90 s, 50 % from the start, 30/s", 30, 0.5, 0, { ...OWN, scenario: { latency: slow } }),
  lossy("latency between 1 s and 30 s, 15 % from the start, 100/s", 100, 0.15, 0, {
    ...OWN,
    scenario: { latency: uniform },
  }),
  lossless("latency of 10 s, 25/s", 25, { latency: constant }, OWN),
  lossless("Pareto latency, 60/s", 60, { latency: pareto }, OWN),
  lossless("receipts for 80 %, 100/s", 100, { share: 0.8 }, OWN),
  lossy("receipts for 80 %, 26 % of all lost from minute 6, 100/s", 100, 0.26, 6, { ...OWN, scenario: { share: 0.8 } }),
];

const FIRST: readonly Row[] = [
  ...(
    [
      ["gamma latency", gamma],
      ["log-logistic latency", logLogistic],
      ["70 % around 3 s and 30 % around 60 s", twoHumps],
      ["latency around 90 s", slow],
      ["Pareto latency", pareto],
    ] as const
  ).map(([name, latency]) => lossless(`first campaign: ${name}, 60/s`, 60, { latency }, first(6_000, 200))),
  lossless(
    "first campaign: receipts reordered within 20 s, 60/s",
    60,
    { deliveredAt: reversedIn(20_000) },
    first(6_000, 200),
  ),
  lossless("first campaign: receipts for 80 %, no recipient answers, 80/s", 80, { share: 0.8 }, first(8_000, 300)),
  lossless(
    "first campaign: receipts for 80 %, 20 % answer, 80/s",
    80,
    { share: 0.8, ...answering(0.2, 4) },
    first(8_000, 300),
  ),
  lossless(
    "first campaign: receipts for 40 %, 15 % answer after 10 min, 80/s",
    80,
    { share: 0.4, ...answering(0.15, 10) },
    first(8_000, 300),
  ),
  lossless("first campaign: 300 recipients, 10/s", 10, {}, first(300, 100)),
  lossy("first campaign: 35 % from the start, 20 % answer, 40/s", 40, 0.35, 0, {
    ...first(8_000, 300),
    scenario: answering(0.2, 4),
  }),
  lossy("first campaign: 15 % from the start, 30 % answer, 80/s", 80, 0.15, 0, {
    ...first(12_000, 300),
    scenario: { ...answering(0.3, 3), durationMs: minutes(15) },
  }),
  lossy("first campaign: 50 % from the start, no recipient answers, 50/s", 50, 0.5, 0, first(8_000, 300)),
  lossy("first campaign: 70 % from minute 4, 50/s", 50, 0.7, 4, first(30_000, 200)),
  lossy("first campaign: 20 % from minute 6, 100/s", 100, 0.2, 6, first(80_000, 400)),
  lossy("first campaign: gamma latency, 35 % from minute 5, 60/s", 60, 0.35, 5, {
    ...first(40_000, 200),
    scenario: { latency: gamma },
  }),
];

const RATES: readonly Row[] = [
  lossless("drift 0.60, 100/s", 100, { drift: 0.6 }),
  lossless("drift 0.50, 15/s", 15, { drift: 0.5 }),
  lossless(
    "a rate that rises and falls between 2/s and 60/s in 3 h",
    31,
    {
      perSecondAt: (at) => Math.round(31 - 29 * Math.cos((2 * Math.PI * at) / (3 * HOUR_MS))),
      durationMs: 3 * HOUR_MS,
    },
    { everyMs: 10 * SECOND_MS },
  ),
  lossless("200/s for a minute, then nothing for two", 200, {
    perSecondAt: (at) => (Math.floor(at / MINUTE_MS) % 3 === 0 ? 200 : 0),
  }),
  lossless("a rate that doubles every 3 min from 5/s on", 5, {
    perSecondAt: (at) => 5 * 2 ** Math.floor(at / minutes(3)),
  }),
  lossless("2,000 recipients at 50/s, drift 0.50", 50, { drift: 0.5 }, { people: 2_000 }),
  lossless("150 recipients at 2/s", 2, {}, { people: 150 }),
];

const RECEIPTS: readonly Row[] = [
  lossless("bursts every 45 s, 30/s", 30, { deliveredAt: bursts(45_000) }),
  lossless("bursts every 5 min, 50/s", 50, { deliveredAt: bursts(minutes(5)), durationMs: minutes(25) }),
  lossless("bursts every 67 s to 127 s, 40/s", 40, {
    deliveredAt: (ready) => bursts(90_000)(ready) + 60_000 * (drawnAt(Math.ceil(ready / 90_000)) - 0.5) + 30_000,
  }),
  lossless("a quarter of the receipts comes up to 60 s later, from minute 5, 60/s", 60, {
    deliveredAt: (ready) => ready + (ready >= minutes(5) && drawnAt(ready) < 0.25 ? 240_000 * drawnAt(ready) : 0),
  }),
  lossless("receipts reordered within 5 s, 60/s", 60, { deliveredAt: reversedIn(5_000) }),
  lossless(
    "half of the receipts stop for 8 min, 60/s",
    60,
    {
      deliveredAt: (ready) => (drawnAt(ready) < 0.5 ? withheld(minutes(5), minutes(13))(ready) : ready),
      durationMs: minutes(25),
    },
    { right: "stall" },
  ),
  lossless("receipts stop for 1 min in every 10 min, 100/s", 100, {
    deliveredAt: (ready) => {
      const start = Math.floor(ready / minutes(10)) * minutes(10) + minutes(5);
      return withheld(start, start + minutes(1))(ready);
    },
    durationMs: minutes(30),
  }),
  lossless(
    "receipts stop for 6 min, 10/s",
    10,
    { deliveredAt: withheld(minutes(8), minutes(14)), durationMs: minutes(25) },
    { right: "stall" },
  ),
  lossless(
    "receipts stop for 45 min, 5/s",
    5,
    { deliveredAt: withheld(minutes(10), minutes(55)), durationMs: minutes(75) },
    { right: "stall", everyMs: 10 * SECOND_MS },
  ),
  ...(
    [
      ["two nights with a quiet hour at 0:10, the third the same", 2, 10, "stall"],
      ["three nights with a quiet hour at 0:10, the fourth at 0:40", 3, 40, "stall"],
      ["three nights with a quiet hour at 0:10, the fourth without", 3, undefined, "green"],
    ] as const
  ).map(([name, nights, at, right]) => ({
    name,
    right,
    everyMs: 10 * SECOND_MS,
    daysBefore: Array.from({ length: nights }, () => quietHour(10)),
    scenario: at === undefined ? { ...quietHour(10), deliveredAt: (ready: number) => ready } : quietHour(at),
  })),
  ...(
    [
      ["3 × slower for good, 60/s", 60, (at: number) => (at >= minutes(6) ? 3 : 1)],
      ["2 × slower for 10 min, 20/s", 20, within(minutes(4), minutes(14), 2, 1)],
      ["6 × slower for 2 min, 30/s", 30, within(minutes(6), minutes(8), 6, 1)],
      ["20 × slower for 5 min, 40/s", 40, within(minutes(6), minutes(11), 20, 1)],
      ["receipts that slow down by 10 % a minute, 50/s", 50, (at: number) => 1.1 ** (at / MINUTE_MS)],
      ["3 × faster for good, 60/s", 60, (at: number) => (at >= minutes(6) ? 1 / 3 : 1)],
    ] as const
  ).map(([name, perSecond, slownessAt]) =>
    lossless(
      name,
      perSecond,
      { slownessAt, durationMs: minutes(20) },
      { right: name.includes("faster") ? "green" : "stall" },
    ),
  ),
];

/**
 * Scenarios that were written, with their expected verdicts, after the last change of the watch's parameters. No
 * scenario was changed after its first run.
 */
export const SECOND_HELD_BACK: readonly World[] = [...KNOWN_LOSES, ...OWN_LATENCY, ...FIRST, ...RATES, ...RECEIPTS].map(
  (row) => ({ ...row, runs: RUNS }),
);

/** Receipts that are ready in one period arrive in the next period, in reverse order. */
function reversedIn(periodMs: number): (readyMs: number) => number {
  return (ready) => {
    const end = bursts(periodMs)(ready);
    return end + (end - ready);
  };
}

function quietHour(fromMinute: number): Scenario {
  return healthy({
    perSecond: 20,
    deliveredAt: withheld(minutes(fromMinute), minutes(fromMinute + 60)),
    durationMs: minutes(fromMinute + 80),
  });
}
