/**
 * `npm run chaos -- --seed N --minutes M [--seconds S] [--sabotage]` runs a campaign with several processes, injects
 * faults and judges the result. The seed determines the faults and their times, but not how the operating system
 * schedules the processes.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chaos } from "../test/chaos/chaos.ts";
import { loseAnAnswer } from "../test/chaos/lose-an-answer.ts";
import { tableOf } from "../test/chaos/table.ts";

// a compile cache halves the start time of the many processes
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "../node_modules/.cache/relance-tests");

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    minutes: { type: "string" },
    seconds: { type: "string" },
    sabotage: { type: "boolean", default: false },
    quiet: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const seconds = Number(values.minutes ?? 0) * 60 + Number(values.seconds ?? 0) || 60;
if (!Number.isInteger(seed) || !(seconds >= 10 && seconds <= 3_600)) {
  console.error("--seed is a whole number; --minutes and --seconds come to between 10 s and an hour");
  process.exit(2);
}
const run = await chaos({
  seed,
  lengthMs: seconds * 1_000,
  say: values.quiet ? () => {} : console.log,
  sabotage: values.sabotage ? loseAnAnswer : undefined,
});
const isKept = run.promises.every(({ broken }) => broken.length === 0);
console.log(tableOf(seed, seconds, run));
if (!isKept) console.log(`the same plan again: npm run chaos -- --seed ${seed} --seconds ${seconds}`);
process.exitCode = isKept ? 0 : 1;
