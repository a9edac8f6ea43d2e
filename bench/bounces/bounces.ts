import { availableParallelism } from "node:os";
import { type Comparison, compareAll, hasYardstick } from "../../packages/providers/bounces/test/support/yardstick.ts";

/**
 * Number of times that the benchmark processes the whole set of mails. The result of each mail is its fastest pass,
 * because other programs slow down some passes.
 */
const ROUNDS = 5;

/** Compares relance's classification of bounces with an independent one, and measures the parsing time per mail. */
export async function run(): Promise<void> {
  if (!hasYardstick) {
    console.log("skipped: ../shared/data/bounces is not here, so there is nothing to compare with");
    return;
  }
  const rounds: (readonly Comparison[])[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await compareAll());
  const [cold = []] = rounds;
  const all = cold.map((one, place) => {
    return { ...one, ms: Math.min(...rounds.map((round) => round[place]?.ms ?? one.ms)) };
  });
  const reports = all.filter(({ isReport }) => isReport);
  const others = all.filter(({ isReport }) => !isReport);
  console.log(`${all.length} mails of many servers, each with an independent verdict`);
  console.log("─".repeat(72));
  say("multipart/report, same verdict", reports, ({ expected, found }) => expected === found, "≥ 95 %");
  say("others, same verdict", others, ({ expected, found }) => expected === found);
  say("others, understood as a report", others, ({ reading }) =>
    ["delivery-report", "complaint"].includes(reading.kind),
  );
  const took = all.reduce((sum, { ms }) => sum + ms, 0);
  console.log(line("mails a second, one thread", Math.round(all.length / (took / 1_000)).toLocaleString("en")));
  const slowest = (some: readonly Comparison[]) => some.reduce((worst, one) => (one.ms > worst.ms ? one : worst));
  for (const [name, some] of [
    ["slowest, best of 5 rounds", all],
    ["slowest at first sight", cold],
  ] as const) {
    const { ms, file } = slowest(some);
    console.log(line(name, `${ms.toFixed(1)} ms`, `< 200 ms · ${file}`));
  }
  console.log("─".repeat(72));
  console.log("disagreements among multipart/report:");
  for (const { file, expected, found } of reports.filter((one) => one.expected !== one.found)) {
    console.log(`  ${file.padEnd(34)}${expected.padEnd(16)}ours: ${found}`);
  }
  console.log(`Node ${process.version}, ${availableParallelism()} cores`);
}

function say(name: string, some: readonly Comparison[], holds: (one: Comparison) => boolean, aim = ""): void {
  const count = some.filter(holds).length;
  console.log(line(name, `${((count / some.length) * 100).toFixed(1)} %`, `${count} of ${some.length} ${aim}`));
}

function line(name: string, value: string, remark = ""): string {
  return `${name.padEnd(34)}${value.padStart(12)}   ${remark}`.trimEnd();
}
