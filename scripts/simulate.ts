/**
 * `npm run simulate -- --seeds N [--from S] [--processes P]` runs one small simulation per seed on a virtual clock and
 * judges each simulation. By default, one process per core shares the seeds.
 */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { added, type Census, unseen } from "../test/simulation/census.ts";
import { judge } from "../test/simulation/judge.ts";
import { simulate } from "../test/simulation/world.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "200" },
    from: { type: "string", default: "1" },
    processes: { type: "string", default: String(availableParallelism()) },
  },
});
const seeds = Number(values.seeds);
const from = Number(values.from);
const processes = Math.max(1, Math.min(Number(values.processes), seeds));
const started = performance.now();

/** With at least this many simulations, every counted event must occur at least once. */
const ENOUGH_SEEDS = 30;

interface Sum {
  readonly census: Census;
  readonly failed: number;
}

/** Runs these seeds in this process. If a simulation breaks a rule, prints the end of its history. */
async function live(first: number, count: number): Promise<Sum> {
  let failed = 0;
  let census: Census = {};
  for (let seed = first; seed < first + count; seed++) {
    const run = await simulate(seed);
    const { found, census: seen } = await judge(run);
    census = added(census, seen);
    if (found.length > 0) {
      failed += 1;
      console.log(`seed ${seed} broke ${found.length} rules (Node ${process.version}):`);
      for (const fact of found.slice(0, 5)) console.log(`  ${fact}`);
      for (const line of seeds === 1 ? run.trace : run.trace.slice(-15)) console.log(`    ${line}`);
    }
    await run.close();
  }
  return { census, failed };
}

function liveElsewhere(first: number, count: number): Promise<Sum> {
  const child = fork(import.meta.filename, [`--from=${first}`, `--seeds=${count}`, "--processes=1"]);
  return new Promise((resolve, reject) => {
    child.once("message", (sum) => resolve(sum as Sum));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the process with seed ${first} ended with ${code}`)));
  });
}

const share = Math.ceil(seeds / processes);
const parts = Array.from({ length: Math.ceil(seeds / share) }, (_, n) => {
  const first = from + n * share;
  return [first, Math.min(share, from + seeds - first)] as const;
});
const sums = await Promise.all(
  parts.map(([first, count]) => (processes === 1 ? live(first, count) : liveElsewhere(first, count))),
);
const census = sums.map((one) => one.census).reduce(added, {});
const failed = sums.reduce((sum, one) => sum + one.failed, 0);
if (process.send === undefined) {
  const seconds = (performance.now() - started) / 1_000;
  for (const [what, count] of Object.entries(census)) console.log(`${String(count).padStart(8)}  ${what}`);
  const never = seeds < ENOUGH_SEEDS ? [] : unseen(census);
  for (const what of never) console.log(`NEVER SEEN: ${what}; these lives show nothing about it`);
  console.log(`${seeds} seeds, ${failed} failed, ${seconds.toFixed(0)} s in ${processes} processes`);
  process.exitCode = failed === 0 && never.length === 0 ? 0 : 1;
} else {
  process.send({ census, failed } satisfies Sum, () => process.disconnect());
}
