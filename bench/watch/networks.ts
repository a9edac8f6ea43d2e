import type { FlowBins } from "../../packages/plugins/watch/src/flows.ts";
import { judgeBeside, observeBeside } from "../../packages/plugins/watch/src/judge-beside.ts";
import { unknownModel } from "../../packages/plugins/watch/src/latency-model.ts";
import { currentSilence } from "../../packages/plugins/watch/src/silence.ts";
import { type AlarmMemory, nextAlarm, QUIET } from "../../packages/plugins/watch/src/verdict.ts";
import { Random } from "./random.ts";
import { SilenceRecorder } from "./silence-recorder.ts";
import { playRun, type Scenario } from "./simulate-run.ts";
import { bursts, MINUTE_MS, SECOND_MS, spreadText, withheld, within, wrongText } from "./world.ts";

const EVERY_MS = 2_000;
const MEMORY_S = 1_210;
/** Share of the phone numbers in each network that the simulated provider reaches. */
const NETWORKS: readonly number[] = [0.26, 0.2, 0.17, 0.13, 0.1, 0.08, 0.06];
const WITH_SMALL: readonly number[] = [0.02, 0.25, 0.2, 0.17, 0.13, 0.09, 0.08, 0.06];
const UNKNOWN = unknownModel();
/** Log-normal sigma of a delay that affects all networks at the same time. */
const COMMON_DRIFT = 0.25;
const OWN_DRIFT = 0.25;
const DRIFT_MEMORY_MS = 120_000;

interface PartsCase {
  readonly name: string;
  readonly runs: number;
  readonly perSecond: number;
  readonly durationMs: number;
  /** Time at which sending stops. @default never */
  readonly stopsAt?: number;
  /** Share of messages that the first network loses. */
  readonly loss: number;
  /** When the loss begins. @default 0 */
  readonly lossFrom?: number;
  /** Number of networks that lose messages, counted from the first network. @default 1 */
  readonly lossy?: number;
  /** Share of messages that each lossy network other than the first loses. @default 0 */
  readonly otherLoss?: number;
  readonly slowness?: (elapsedMs: number) => number;
  /** Latency of the receipts. @default the healthy mixture */
  readonly latency?: Scenario["latency"];
  /** Share of the phone numbers in each network. @default the seven shares in `NETWORKS` */
  readonly networks?: readonly number[];
  /**
   * Returns when a receipt arrives: `deliveredAt` for all networks, `firstDeliveredAt` only for the first network.
   * @default immediately
   */
  readonly deliveredAt?: Scenario["deliveredAt"];
  readonly firstDeliveredAt?: Scenario["deliveredAt"];
}

const CASES: readonly PartsCase[] = [
  {
    name: "a first wave of 400 at 15/s, one network of 26 % is silent",
    runs: 200,
    perSecond: 15,
    durationMs: 15 * MINUTE_MS,
    stopsAt: (400 / 15) * SECOND_MS,
    loss: 1,
  },
  {
    name: "a first wave of 400 at 15/s, one network of 26 % is silent, the latency of the engine's vendors",
    runs: 200,
    perSecond: 15,
    durationMs: 15 * MINUTE_MS,
    stopsAt: (400 / 15) * SECOND_MS,
    loss: 1,
    latency: (random) => 4_000 * Math.exp(0.7 * random.normal()),
  },
  {
    name: "100/s, half of one network of 26 % is lost",
    runs: 100,
    perSecond: 100,
    durationMs: 15 * MINUTE_MS,
    loss: 0.5,
  },
  { name: "100/s, all networks are well", runs: 100, perSecond: 100, durationMs: 25 * MINUTE_MS, loss: 0 },
  {
    name: "100/s, one network is 4 × slower for 10 min",
    runs: 50,
    perSecond: 100,
    durationMs: 25 * MINUTE_MS,
    loss: 0,
    slowness: within(5 * MINUTE_MS, 15 * MINUTE_MS, 4, 1),
  },
  {
    name: "100/s, one network is always 4 × slower",
    runs: 50,
    perSecond: 100,
    durationMs: 25 * MINUTE_MS,
    loss: 0,
    slowness: () => 4,
  },
  {
    name: "100/s, a network of 2 % is silent",
    runs: 100,
    perSecond: 100,
    durationMs: 15 * MINUTE_MS,
    networks: WITH_SMALL,
    loss: 1,
  },
  {
    name: "20 a minute, one network of 26 % is silent",
    runs: 50,
    perSecond: 1 / 3,
    durationMs: 60 * MINUTE_MS,
    loss: 1,
  },
  { name: "20 a minute, all networks are well", runs: 50, perSecond: 1 / 3, durationMs: 60 * MINUTE_MS, loss: 0 },
  {
    name: "20/s, receipts of all in bursts every 2 min",
    runs: 50,
    perSecond: 20,
    durationMs: 15 * MINUTE_MS,
    loss: 0,
    deliveredAt: bursts(2 * MINUTE_MS),
  },
  {
    name: "20/s, receipts of all in bursts every 2 min, one network of 26 % is silent",
    runs: 50,
    perSecond: 20,
    durationMs: 15 * MINUTE_MS,
    loss: 1,
    deliveredAt: bursts(2 * MINUTE_MS),
  },
  {
    name: "20/s, receipts of all stop for 10 min",
    runs: 50,
    perSecond: 20,
    durationMs: 20 * MINUTE_MS,
    loss: 0,
    deliveredAt: withheld(5 * MINUTE_MS, 15 * MINUTE_MS),
  },
  {
    name: "20/s, receipts of one network of 26 % in bursts every 2 min",
    runs: 50,
    perSecond: 20,
    durationMs: 15 * MINUTE_MS,
    loss: 0,
    firstDeliveredAt: bursts(2 * MINUTE_MS),
  },
];

const TEN_PERCENT = [0.1, 0.24, 0.2, 0.17, 0.13, 0.1, 0.06];

/** Scenarios that were written, with their expected verdicts, after the last change of the watch's parameters. */
const SECOND_HELD_BACK: readonly (Omit<PartsCase, "runs" | "durationMs"> & Partial<PartsCase>)[] = [
  { name: "50/s, a network of 10 % is silent", perSecond: 50, networks: TEN_PERCENT, loss: 1 },
  { name: "30/s, 35 % of a network of 26 % is lost", perSecond: 30, loss: 0.35 },
  { name: "200/s, 20 % of a network of 26 % is lost", perSecond: 200, loss: 0.2 },
  {
    name: "60/s, 70 % of a network of 10 % is lost from minute 6",
    perSecond: 60,
    networks: TEN_PERCENT,
    loss: 0.7,
    lossFrom: 6 * MINUTE_MS,
  },
  { name: "40/s, two networks of 26 % and 20 % are silent", perSecond: 40, loss: 1, lossy: 2 },
  {
    name: "80/s, two networks of 26 % and 20 % lose half from minute 5",
    perSecond: 80,
    loss: 0.5,
    lossy: 2,
    lossFrom: 5 * MINUTE_MS,
  },
  { name: "20/s, one of two networks is silent", perSecond: 20, networks: [0.3, 0.7], loss: 1 },
  { name: "20/s, 50 % of one of three networks is lost", perSecond: 20, networks: [0.5, 0.3, 0.2], loss: 0.5 },
  { name: "600 recipients at 20/s, one network of 26 % is silent", perSecond: 20, stopsAt: 30 * SECOND_MS, loss: 1 },
  {
    name: "100/s, one network of 26 % is silent, one number in four is ported",
    perSecond: 100,
    loss: 0.75,
    otherLoss: 0.088,
  },
  {
    name: "20/s, all networks are well, receipts around 40 s",
    perSecond: 20,
    loss: 0,
    latency: (random) => 40_000 * Math.exp(0.5 * random.normal()),
  },
  {
    name: "30/s, all networks are well, receipts in bursts every 90 s",
    perSecond: 30,
    loss: 0,
    deliveredAt: bursts(90_000),
  },
  { name: "60/s, one network is 3 × faster", perSecond: 60, loss: 0, slowness: () => 1 / 3 },
  {
    name: "40/s, one network is 2 × slower from minute 5 on",
    perSecond: 40,
    loss: 0,
    slowness: (at) => (at >= 5 * MINUTE_MS ? 2 : 1),
  },
];

/** Scenarios that were not used to choose the watch's parameters. */
const HELD_BACK: readonly PartsCase[] = [
  {
    name: "held back: 100/s, one network of 26 % is silent, one number in ten is ported",
    runs: 50,
    perSecond: 100,
    durationMs: 15 * MINUTE_MS,
    loss: 0.9,
    otherLoss: 0.035,
  },
  {
    name: "held back: a first wave of 400 at 15/s, one network of 26 % is silent, one number in ten is ported",
    runs: 50,
    perSecond: 15,
    durationMs: 15 * MINUTE_MS,
    stopsAt: (400 / 15) * SECOND_MS,
    loss: 0.9,
    otherLoss: 0.035,
  },
  {
    name: "held back: 20/s, half of one network of 26 % is lost",
    runs: 50,
    perSecond: 20,
    durationMs: 15 * MINUTE_MS,
    loss: 0.5,
  },
  {
    name: "held back: 20/s, half of one network of 6 % is lost",
    runs: 50,
    perSecond: 20,
    durationMs: 15 * MINUTE_MS,
    networks: NETWORKS.toReversed(),
    loss: 0.5,
  },
  ...SECOND_HELD_BACK.map((one) => ({ runs: 25, durationMs: 15 * MINUTE_MS, ...one, name: `held back: ${one.name}` })),
];

export function runParts(share: number, only: string | undefined): void {
  console.log("\nnetworks of one provider, none known before, each judged by the others\n");
  console.log(
    "| world | runs | right | the lossy networks are stopped after: median, worst | another one is | wrong |",
  );
  console.log("| --- | --: | --- | --- | --- | --- |");
  for (const one of [...CASES, ...HELD_BACK]) {
    if (only !== undefined && !one.name.includes(only)) continue;
    const runs = Math.max(1, Math.round(one.runs * share));
    const results = Array.from({ length: runs }, (_, seed) => stopped(one, seed + 1));
    const { lossy = 1, lossFrom = 0 } = one;
    const first = results.flatMap((all) => {
      const at = all.slice(0, lossy).map((each) => each ?? Number.POSITIVE_INFINITY);
      return at.includes(Number.POSITIVE_INFINITY) ? [] : [(Math.max(...at) - lossFrom) / SECOND_MS];
    });
    const others = results.filter((all) => all.slice(lossy).some((at) => at !== undefined)).length;
    const isStopped = spreadText(first, runs);
    const right = one.loss > 0 ? "loss" : "green";
    const early = first.filter((at) => at < 0).length;
    const own = one.loss > 0 ? { missed: runs - first.length, "too early": early } : { false: first.length };
    const wrong = wrongText({ ...own, "another one": others });
    console.log(
      `| ${[one.name, runs, right, isStopped, others === 0 ? "never" : `in ${others}`, wrong].join(" | ")} |`,
    );
  }
}

function stopped(one: PartsCase, seed: number): readonly (number | undefined)[] {
  const networks = one.networks ?? NETWORKS;
  const common = wander(one.durationMs, seed);
  const lives = networks.map((share, network) =>
    playRun(scenarioOf(one, share, network, common), seed * 31 + network, EVERY_MS),
  );
  const at: (number | undefined)[] = networks.map(() => undefined);
  const memories: AlarmMemory[] = networks.map(() => QUIET);
  const recorders = networks.map(() => new SilenceRecorder());
  const whole = new SilenceRecorder();
  for (;;) {
    const seen = lives.map((life) => life.next());
    const now = seen.map(({ value }) => value?.elapsedMs ?? 0)[0] ?? 0;
    if (seen.some(({ done }) => done === true)) return at;
    const observed = seen.map(({ value }, network) => {
      const bins = { ...value?.bins, seconds: value?.bins.seconds.slice(-MEMORY_S) ?? [] };
      return recorders[network]?.add(bins, UNKNOWN) ?? bins;
    });
    const silence = currentSilence({ bins: whole.add(together(observed), UNKNOWN), model: UNKNOWN, now });
    const downtime = silence === undefined ? [] : [{ from: silence.since }];
    const bins = observed.map((each) => observeBeside(each, { now, downtime }));
    for (let network = 0; network < networks.length; network++) {
      if (at[network] !== undefined) continue;
      const own = bins[network];
      if (own === undefined) continue;
      const others = bins.filter((each) => each !== own);
      const verdict = judgeBeside(own, others);
      const level = verdict?.level ?? "none";
      const memory = nextAlarm(
        memories[network] ?? QUIET,
        verdict ?? { kind: "green", level, accepted: 0, receipts: 0 },
        now,
      );
      memories[network] = memory;
      if (memory.alarm === "pause") at[network] = now;
    }
    if (one.loss > 0 && !at.slice(0, one.lossy ?? 1).includes(undefined)) return at;
  }
}

/** Adds up the accepted messages of all networks, and uses their latest receipt time. Does not add up receipts. */
function together(parts: readonly FlowBins[]): FlowBins {
  const [first] = parts;
  const seconds = (first?.seconds ?? []).map((second, place) => ({
    ...second,
    accepted: parts.reduce((sum, { seconds: each }) => sum + (each[place]?.accepted ?? 0), 0),
  }));
  const observed = parts.flatMap(({ lastReceiptAt }) => lastReceiptAt ?? []);
  return { seconds, ...(observed.length === 0 ? {} : { lastReceiptAt: Math.max(...observed) }) };
}

function scenarioOf(one: PartsCase, share: number, network: number, common: (elapsedMs: number) => number): Scenario {
  const isFirst = network === 0;
  const isLossy = network < (one.lossy ?? 1);
  const perSecond = one.perSecond * share;
  return {
    perSecond,
    perSecondAt: (at) => (at >= (one.stopsAt ?? Number.POSITIVE_INFINITY) ? 0 : perSecond),
    durationMs: one.durationMs,
    drift: OWN_DRIFT,
    ...(one.latency === undefined ? {} : { latency: one.latency }),
    lossAt: (at) => (isLossy ? (at >= (one.lossFrom ?? 0) ? one.loss : 0) : (one.otherLoss ?? 0)),
    slownessAt: (at) => common(at) * (isFirst ? (one.slowness?.(at) ?? 1) : 1),
    deliveredAt: (isFirst ? one.firstDeliveredAt : undefined) ?? one.deliveredAt ?? ((at) => at),
  };
}

function wander(durationMs: number, seed: number): (elapsedMs: number) => number {
  const random = new Random(seed * 7_919);
  const memory = Math.exp(-SECOND_MS / DRIFT_MEMORY_MS);
  let at = random.normal() * COMMON_DRIFT;
  const all = Array.from({ length: durationMs / SECOND_MS }, () => {
    at = memory * at + Math.sqrt(1 - memory ** 2) * COMMON_DRIFT * random.normal();
    return Math.exp(at);
  });
  return (elapsedMs) => all[Math.floor(elapsedMs / SECOND_MS)] ?? 1;
}
