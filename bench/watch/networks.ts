import { type AlarmMemory, judgeBeside, nextAlarm, observeBeside, QUIET } from "@relance/watch";
import { Random } from "./random.ts";
import { playRun, type Scenario } from "./simulate-run.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const EVERY_MS = 2_000;
const MEMORY_S = 310;
/** Networks of one carrier, by their share of the numbers. */
const NETWORKS = [0.26, 0.2, 0.17, 0.13, 0.1, 0.08, 0.06] as const;
/** Slowness that all of them share, and that each has for itself (standard deviations of the logarithm). */
const COMMON_DRIFT = 0.25;
const OWN_DRIFT = 0.25;
const DRIFT_MEMORY_MS = 120_000;

/** Networks that nobody knew before, each judged by the others. */
interface PartsCase {
  readonly name: string;
  readonly runs: number;
  readonly perSecond: number;
  readonly durationMs: number;
  /** Messages stop here. @default never */
  readonly stopsAt?: number;
  /** What is wrong with the first network. */
  readonly loss: number;
  readonly slowness?: (elapsedMs: number) => number;
}

const CASES: readonly PartsCase[] = [
  {
    name: "a pilot of 400 at 15/s, one network of 26 % is silent",
    runs: 200,
    perSecond: 15,
    durationMs: 15 * MINUTE_MS,
    stopsAt: (400 / 15) * SECOND_MS,
    loss: 1,
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
    slowness: (at) => (at >= 5 * MINUTE_MS && at < 15 * MINUTE_MS ? 4 : 1),
  },
  {
    name: "100/s, one network is always 4 × slower",
    runs: 50,
    perSecond: 100,
    durationMs: 25 * MINUTE_MS,
    loss: 0,
    slowness: () => 4,
  },
];

/** Monte Carlo of networks judged beside each other. */
export function runParts(share: number, only: string | undefined): void {
  console.log("\nseven networks of one carrier, none known before, each judged by the others");
  console.log("case | runs | the first network is stopped: median · worst | another one is stopped");
  for (const one of CASES) {
    if (only !== undefined && !one.name.includes(only)) continue;
    const runs = Math.max(1, Math.round(one.runs * share));
    const results = Array.from({ length: runs }, (_, seed) => stopped(one, seed + 1));
    const first = results.flatMap(([at]) => (at === undefined ? [] : [at / SECOND_MS])).sort((a, b) => a - b);
    const others = results.filter((all) => all.slice(1).some((at) => at !== undefined)).length;
    const delay =
      first.length === 0 ? "never" : `${first[Math.floor(first.length / 2)]} · ${first.at(-1)} s (${first.length})`;
    console.log([one.name, runs, delay, `${others} runs`].join(" | "));
  }
}

/** When each network was stopped. */
function stopped(one: PartsCase, seed: number): readonly (number | undefined)[] {
  const common = wander(one.durationMs, seed);
  const lives = NETWORKS.map((share, network) =>
    playRun(scenarioOf(one, share, network === 0, common), seed * 31 + network, EVERY_MS),
  );
  const at: (number | undefined)[] = NETWORKS.map(() => undefined);
  const memories: AlarmMemory[] = NETWORKS.map(() => QUIET);
  for (;;) {
    const seen = lives.map((life) => life.next());
    const now = seen.map(({ value }) => value?.elapsedMs ?? 0)[0] ?? 0;
    if (seen.some(({ done }) => done === true)) return at;
    const bins = seen.map(({ value }) =>
      observeBeside({ seconds: value?.bins.seconds.slice(-MEMORY_S) ?? [] }, { now }),
    );
    for (let network = 0; network < NETWORKS.length; network++) {
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
    if (one.loss > 0 && at[0] !== undefined) return at;
  }
}

function scenarioOf(one: PartsCase, share: number, isFirst: boolean, common: (elapsedMs: number) => number): Scenario {
  const perSecond = one.perSecond * share;
  return {
    perSecond,
    perSecondAt: (at) => (at >= (one.stopsAt ?? Number.POSITIVE_INFINITY) ? 0 : perSecond),
    durationMs: one.durationMs,
    drift: OWN_DRIFT,
    lossAt: () => (isFirst ? one.loss : 0),
    slownessAt: (at) => common(at) * (isFirst ? (one.slowness?.(at) ?? 1) : 1),
  };
}

/** A slowness that wanders, second by second. */
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
