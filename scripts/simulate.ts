/** `npm run simulate -- --seeds N [--from S]` lives many small campaigns on the virtual clock and judges each. */
import { judge } from "../test/simulation/judge.ts";
import { simulate } from "../test/simulation/world.ts";

function option(name: string, fallback: number): number {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? fallback : Number(process.argv[place + 1]);
}

const seeds = option("seeds", 200);
const from = option("from", 1);
const started = performance.now();
let failed = 0;
let messages = 0;
for (let seed = from; seed < from + seeds; seed++) {
  const run = await simulate(seed);
  const found = await judge(run, run.store);
  messages += run.sent.length;
  if (found.length > 0) {
    failed += 1;
    console.log(`seed ${seed} broke ${found.length} rules (Node ${process.version}):`);
    for (const fact of found.slice(0, 5)) console.log(`  ${fact}`);
    for (const line of seeds === 1 ? run.trace : run.trace.slice(-15)) console.log(`    ${line}`);
  }
  await run.close();
}
const seconds = (performance.now() - started) / 1_000;
console.log(
  `${seeds} seeds, ${messages} messages, ${failed} failed, ${((seconds * 1_000) / seeds).toFixed(0)} ms a seed`,
);
process.exitCode = failed === 0 ? 0 : 1;
