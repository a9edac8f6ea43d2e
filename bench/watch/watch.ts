import { judgeFlow, type LatencyModel, nextAlarm, QUIET } from "@relance/watch";
import { DESIGN_CASES, OTHER_CASES, type WatchCase } from "./cases.ts";
import { fifteenPercentRule } from "./fifteen-percent-rule.ts";
import { learnedModel } from "./healthy.ts";
import { runParts } from "./networks.ts";
import { simulateRun } from "./simulate-run.ts";

const EVERY_MS = 1_000;
const RULE_EVERY_MS = 5_000;
const RULE_PATIENCE_MS = 20 * 60_000;
/** Seconds that a judgement needs. */
const MEMORY_S = 1_250;

interface RunResult {
  readonly warnedAt: number | undefined;
  readonly pausedAt: number | undefined;
  readonly stalledAt: number | undefined;
  readonly clearedAt: number | undefined;
  readonly ruleAt: number | undefined;
}

/** Monte Carlo over seeds: when the watch warns and pauses, beside the 15 % rule on the same runs. */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const share = Number(options.get("runs-percent") ?? "100") / 100;
  const model = learnedModel();
  const only = options.get("case");
  for (const [title, cases] of [
    ["the design's table", DESIGN_CASES],
    ["not in that table", OTHER_CASES],
  ] as const) {
    console.log(`\n${title}`);
    console.log(
      "case | runs | warned: median · worst | paused: median · worst | false or missed | stall said | 15 % rule: median, found in",
    );
    for (const one of cases) {
      if (only !== undefined && !one.name.includes(only)) continue;
      const runs = Math.max(1, Math.round(one.runs * share));
      const results = Array.from({ length: runs }, (_, seed) => runOnce(one, seed + 1, model));
      console.log(rowOf(one, results));
    }
  }
  runParts(share, only);
}

function runOnce(one: WatchCase, seed: number, model: LatencyModel): RunResult {
  let memory = QUIET;
  let warnedAt: number | undefined;
  let pausedAt: number | undefined;
  let stalledAt: number | undefined;
  let clearedAt: number | undefined;
  let ruleAt: number | undefined;
  const start = one.troubleAt ?? 0;
  simulateRun(one.scenario, seed, EVERY_MS, (bins, now) => {
    if (now % RULE_EVERY_MS === 0 && fifteenPercentRule(bins, now)) ruleAt ??= now;
    if (one.right === "loss" && pausedAt !== undefined) return ruleAt !== undefined || now > start + RULE_PATIENCE_MS;
    const seconds = bins.seconds.slice(-MEMORY_S);
    const verdict = judgeFlow({ bins: { ...bins, seconds }, model, expectsReceipts: true, now });
    memory = nextAlarm(memory, verdict, now);
    if (memory.alarm !== "none" && verdict.kind === "stall") stalledAt ??= now;
    if (memory.alarm !== "none" && verdict.level !== "none" && verdict.kind !== "stall") warnedAt ??= now;
    if (memory.alarm === "pause") pausedAt ??= now;
    if (pausedAt !== undefined && memory.alarm === "none") clearedAt ??= now;
    return false;
  });
  return { warnedAt, pausedAt, stalledAt, clearedAt, ruleAt };
}

function rowOf(one: WatchCase, results: readonly RunResult[]): string {
  const start = one.troubleAt ?? 0;
  const delays = (pick: (result: RunResult) => number | undefined): readonly number[] =>
    results
      .map(pick)
      .filter((at) => at !== undefined)
      .map((at) => (at - start) / 1_000)
      .sort((a, b) => a - b);
  const warned = delays(({ warnedAt }) => warnedAt);
  const paused = delays(({ pausedAt }) => pausedAt);
  const rule = delays(({ ruleAt }) => ruleAt);
  const early = paused.filter((delay) => delay < 0).length;
  const wrong =
    one.right === "loss"
      ? `${results.length - paused.length} missed, ${early} false`
      : `${paused.length} false, ${results.filter(({ clearedAt }) => clearedAt !== undefined).length} cleared`;
  const stalls = results.filter(({ stalledAt }) => stalledAt !== undefined).length;
  return [
    one.name,
    String(results.length),
    spread(warned),
    spread(paused),
    wrong,
    String(stalls),
    rule.length === 0 ? "never" : `${rule[Math.floor(rule.length / 2)]} s, ${rule.length}`,
  ].join(" | ");
}

function spread(delays: readonly number[]): string {
  if (delays.length === 0) return "never";
  return `${delays[Math.floor(delays.length / 2)]} · ${delays.at(-1)} s (${delays.length})`;
}
