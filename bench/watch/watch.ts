import type { FlowBins } from "../../packages/plugins/watch/src/flows.ts";
import { judgeFlow } from "../../packages/plugins/watch/src/judge-flow.ts";
import { type LatencyModel, unknownModel } from "../../packages/plugins/watch/src/latency-model.ts";
import { withProven } from "../../packages/plugins/watch/src/proven-share.ts";
import { learnQuietHours } from "../../packages/plugins/watch/src/quiet-hours.ts";
import { nextAlarm, QUIET } from "../../packages/plugins/watch/src/verdict.ts";
import { ProvenCounter } from "./count-proven.ts";
import { fifteenPercentRule } from "./fifteen-percent-rule.ts";
import { grained } from "./grains.ts";
import { learnedModel } from "./healthy.ts";
import { runParts } from "./networks.ts";
import { Sender } from "./sender.ts";
import { SilenceRecorder } from "./silence-recorder.ts";
import { simulateRun } from "./simulate-run.ts";
import { runVendors } from "./vendors.ts";
import { MINUTE_MS, SECOND_MS, spreadText, type World, wrongText } from "./world.ts";
import { WORLDS } from "./worlds.ts";

const EVERY_MS = 2 * SECOND_MS;
const RULE_EVERY_MS = 10 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const RULE_PATIENCE_MS = 20 * MINUTE_MS;
const MODELS: Readonly<Record<Exclude<NonNullable<World["known"]>, "own">, LatencyModel>> = {
  learned: learnedModel(),
  told: { ...unknownModel(6_000, 0.95), learnedFrom: 1 },
  not: unknownModel(),
};

const ownModels = new Map<World, LatencyModel>();

function ownModel(world: World): LatencyModel {
  const model = ownModels.get(world) ?? learnedModel(world.scenario.latency, world.scenario.share);
  ownModels.set(world, model);
  return model;
}

interface RunResult {
  readonly reportedAt: number | undefined;
  readonly stoppedAt: number | undefined;
  readonly stalledAt: number | undefined;
  readonly unknownAt: number | undefined;
  readonly clearedAt: number | undefined;
  readonly ruleAt: number | undefined;
}

/**
 * Measures over many seeds when the watch reports a loss and stops the provider, and compares the watch with the 15 %
 * rule. `--case` selects scenarios by a word, and `--about` selects a table. `--every 2` makes the watch check every
 * two seconds in all scenarios.
 */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const share = Number(options.get("runs-percent") ?? "100") / 100;
  const only = options.get("case") ?? "";
  const every = options.get("every");
  const checked = every === undefined ? {} : { everyMs: Number(every) * SECOND_MS };
  for (const [about, worlds] of WORLDS) {
    const played = worlds.filter(({ name }) => name.includes(only)).map((world) => ({ ...world, ...checked }));
    if (played.length === 0 || !about.includes(options.get("about") ?? "")) continue;
    console.log(`\n${about}\n`);
    console.log(
      "| world | runs | right | loss reported after: median, worst | stopped after: median, worst | reported as unknown | wrong | slowed down | 15 % rule |",
    );
    console.log("| --- | --: | --- | --- | --- | --- | --- | --- | --- |");
    for (const world of played) {
      const runs = Math.max(1, Math.round(world.runs * share));
      const results = Array.from({ length: runs }, (_, seed) => runOnce(world, seed + 1));
      console.log(rowOf(world, results));
    }
  }
  if ("parts".includes(options.get("about") ?? "")) runParts(share, options.get("case"));
  if ("vendors".includes(options.get("about") ?? "")) runVendors(share, options.get("case"));
}

/** Returns the model that the watch has learned from the scenario's earlier days. */
function knownOf(world: World, seed: number): LatencyModel {
  const { known = "learned", daysBefore = [], everyMs = EVERY_MS } = world;
  return daysBefore.reduce(
    (model, scenario, day) => {
      const recorder = new SilenceRecorder();
      let observed: FlowBins = { seconds: [] };
      simulateRun(scenario, seed + 1_000 * (day + 1), everyMs, (bins, now) => {
        observed = recorder.add({ ...bins, seconds: grained(bins.seconds, now) }, model);
        return false;
      });
      const { quiet = [], ...learned } = learnQuietHours(model, observed, scenario.durationMs);
      return { ...learned, quiet: quiet.map(({ from, to }) => ({ from: from - DAY_MS, to: to - DAY_MS })) };
    },
    known === "own" ? ownModel(world) : MODELS[known],
  );
}

function runOnce(world: World, seed: number): RunResult {
  const model = knownOf(world, seed);
  const sender = new Sender(world);
  const recorder = new SilenceRecorder();
  const counter = new ProvenCounter();
  let memory = QUIET;
  let reportedAt: number | undefined;
  let stoppedAt: number | undefined;
  let stalledAt: number | undefined;
  let unknownAt: number | undefined;
  let clearedAt: number | undefined;
  let ruleAt: number | undefined;
  const start = world.troubleAt ?? 0;
  const isPaced = world.people !== undefined;
  const scenario = isPaced ? { ...world.scenario, perSecondAt: (at: number) => sender.next(at) } : world.scenario;
  simulateRun(scenario, seed, world.everyMs ?? EVERY_MS, (bins, now, answers) => {
    if (now % RULE_EVERY_MS === 0 && fifteenPercentRule(bins, now)) ruleAt ??= now;
    if (world.right === "loss" && stoppedAt !== undefined)
      return ruleAt !== undefined || now > start + RULE_PATIENCE_MS;
    const recent = recorder.add({ ...bins, seconds: grained(bins.seconds, now) }, model);
    const isInDoubt = memory.alarm !== "none" || memory.warnSince !== undefined;
    const proven =
      scenario.answers === undefined ? undefined : counter.count(answers, recent, model, { now, isInDoubt });
    const verdict = judgeFlow({
      bins: recent,
      model,
      expectsReceipts: true,
      now,
      proven,
      doubtedSince: memory.warnSince,
    });
    memory = nextAlarm(memory, verdict, now);
    if (isPaced) sender.apply(memory.alarm, recent, withProven(model, proven), now, verdict.isUnknown === true);
    if (memory.alarm !== "none" && verdict.isUnknown === true) unknownAt ??= now;
    if (memory.alarm !== "none" && verdict.kind === "stall" && verdict.isUnknown !== true) stalledAt ??= now;
    if (memory.alarm !== "none" && verdict.level !== "none" && verdict.kind !== "stall") reportedAt ??= now;
    if (memory.alarm === "pause") stoppedAt ??= now;
    if (stoppedAt !== undefined && memory.alarm === "none") clearedAt ??= now;
    return false;
  });
  return { reportedAt, stoppedAt, stalledAt, unknownAt, clearedAt, ruleAt };
}

function rowOf({ name, right, troubleAt: start = 0 }: World, results: readonly RunResult[]): string {
  const delays = (pick: (result: RunResult) => number | undefined): readonly number[] =>
    results
      .map(pick)
      .filter((at) => at !== undefined)
      .map((at) => (at - start) / SECOND_MS);
  const reported = delays(({ reportedAt }) => reportedAt);
  const stopped = delays(({ stoppedAt }) => stoppedAt);
  const unknown = delays(({ unknownAt }) => unknownAt);
  const found = results.filter(({ stoppedAt, unknownAt }) => (stoppedAt ?? unknownAt) !== undefined);
  const cleared = delays(({ clearedAt }) => clearedAt).length;
  const wrong =
    right === "loss"
      ? wrongText({ missed: results.length - found.length, "too early": stopped.filter((delay) => delay < 0).length })
      : wrongText({
          false: stopped.length,
          "ended by themselves": cleared,
          "only reported": reported.length - stopped.length,
        });
  const cells = [
    name,
    results.length,
    right,
    spreadText(reported, results.length),
    spreadText(stopped, results.length),
    spreadText(unknown, results.length),
    wrong,
    spreadText(
      delays(({ stalledAt }) => stalledAt),
      results.length,
    ),
    spreadText(
      delays(({ ruleAt }) => ruleAt),
      results.length,
    ),
  ];
  return `| ${cells.join(" | ")} |`;
}
