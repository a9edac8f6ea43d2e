import type { Random } from "./random.ts";
import type { Scenario } from "./simulate-run.ts";

const MINUTE_MS = 60_000;
const never = () => 0;

export interface WatchCase {
  readonly name: string;
  readonly scenario: Scenario;
  readonly runs: number;
  /** When the trouble begins; absent = all is well, and every pause is a false one. */
  readonly troubleAt?: number;
  /** What would be right to say. */
  readonly right: "loss" | "stall" | "green";
}

function from(start: number, loss: number): (elapsed: number) => number {
  return (elapsed) => (elapsed >= start ? loss : 0);
}

function slow(factor: number, start: number, end: number): (elapsed: number) => number {
  return (elapsed) => (elapsed >= start && elapsed < end ? factor : 1);
}

const loss = (perSecond: number, share: number, start: number, drift = 0.25): Scenario => ({
  perSecond,
  durationMs: start + 20 * MINUTE_MS,
  drift,
  lossAt: from(start, share),
});

const healthy = (drift: number, more: Partial<Scenario> = {}): Scenario => ({
  perSecond: 100,
  durationMs: 25 * MINUTE_MS,
  drift,
  lossAt: never,
  ...more,
});

/** The table of the design. */
export const DESIGN_CASES: readonly WatchCase[] = [
  {
    name: "26 % from the start, 100/s",
    scenario: loss(100, 0.26, 0),
    runs: 200,
    troubleAt: 0,
    right: "loss",
  },
  {
    name: "26 % from the start, 500/s",
    scenario: loss(500, 0.26, 0),
    runs: 200,
    troubleAt: 0,
    right: "loss",
  },
  {
    name: "26 % from the start, 100/s, drift 0.40",
    scenario: loss(100, 0.26, 0, 0.4),
    runs: 200,
    troubleAt: 0,
    right: "loss",
  },
  {
    name: "26 % mid-run, 100/s",
    scenario: loss(100, 0.26, 10 * MINUTE_MS),
    runs: 100,
    troubleAt: 10 * MINUTE_MS,
    right: "loss",
  },
  {
    name: "26 % mid-run, 500/s",
    scenario: loss(500, 0.26, 10 * MINUTE_MS),
    runs: 30,
    troubleAt: 10 * MINUTE_MS,
    right: "loss",
  },
  { name: "10 % from the start, 100/s", scenario: loss(100, 0.1, 0), runs: 100, troubleAt: 0, right: "loss" },
  { name: "healthy, drift 0.25", scenario: healthy(0.25), runs: 250, right: "green" },
  { name: "healthy, drift 0.40", scenario: healthy(0.4), runs: 250, right: "green" },
  {
    name: "4 × slower for 10 min",
    scenario: healthy(0.25, { slownessAt: slow(4, 5 * MINUTE_MS, 15 * MINUTE_MS) }),
    runs: 100,
    right: "stall",
  },
  {
    name: "8 × slower for 10 min",
    scenario: healthy(0.25, { slownessAt: slow(8, 5 * MINUTE_MS, 15 * MINUTE_MS) }),
    runs: 100,
    right: "stall",
  },
];

/** What the design's table does not hold, and the model was not told. */
export const OTHER_CASES: readonly WatchCase[] = [
  {
    name: "receipts in bursts every 30 s",
    scenario: healthy(0.25, { deliveredAt: (at) => Math.ceil(at / 30_000) * 30_000 }),
    runs: 100,
    right: "green",
  },
  {
    name: "receipts in bursts every 2 min",
    scenario: healthy(0.25, { deliveredAt: (at) => Math.ceil(at / 120_000) * 120_000 }),
    runs: 100,
    right: "stall",
  },
  {
    name: "a carrier without receipts",
    scenario: healthy(0.25, { hasReceipts: false }),
    runs: 20,
    right: "loss",
    troubleAt: 0,
  },
  {
    name: "quiet hours: all receipts after 8 min",
    scenario: healthy(0.25, { deliveredAt: (at) => Math.max(at, 8 * MINUTE_MS) }),
    runs: 50,
    right: "stall",
  },
  {
    name: "another latency: 60 % in 2 s, 40 % in 20 s",
    scenario: healthy(0.25, { latency: twoHumps }),
    runs: 100,
    right: "green",
  },
  {
    name: "receipts stop altogether mid-run, 3 min",
    scenario: healthy(0.25, {
      deliveredAt: (at) => (at >= 10 * MINUTE_MS && at < 13 * MINUTE_MS ? 13 * MINUTE_MS : at),
    }),
    runs: 100,
    right: "stall",
  },
  {
    name: "5 % from the start, 100/s",
    scenario: loss(100, 0.05, 0),
    runs: 50,
    troubleAt: 0,
    right: "loss",
  },
];

function twoHumps(random: Random): number {
  const median = random.next() < 0.6 ? 2_000 : 20_000;
  return median * Math.exp(0.5 * random.normal());
}
