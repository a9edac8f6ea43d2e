import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * Measures how much encryption or evidence costs, in time per message. Runs campaigns alternately with and without the
 * plugin, each in a separate process.
 */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const [, , part = "encryption"] = process.argv;
  const people = options.get("recipients") ?? "50000";
  const rounds = Number(options.get("rounds") ?? 3);
  const seen = { with: [] as number[], without: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    for (const way of round % 2 === 0 ? (["with", "without"] as const) : (["without", "with"] as const)) {
      const cpu = await campaign(people, way === "without" ? ["--without", part] : []);
      seen[way].push(cpu);
      console.log(`round ${round + 1} · ${way} ${part}: ${cpu.toFixed(1)} CPU s`);
    }
  }
  const [without, whole] = [median(seen.without), median(seen.with)];
  const more = ((whole / without - 1) * 100).toFixed(1);
  console.log(
    `\n${Number(people).toLocaleString("en")} people, medians: ${without.toFixed(1)} CPU s without ${part}, ${whole.toFixed(1)} with it: ${more} % more`,
  );
}

async function campaign(people: string, more: readonly string[]): Promise<number> {
  const words = [
    "--conditions=@relance/source",
    join(import.meta.dirname, "bench.ts"),
    "--recipients",
    people,
    ...more,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const [, cpu] = /in all +[\d.]+ +([\d.]+)/.exec(stdout) ?? [];
  if (cpu === undefined) throw new Error(`the campaign told no figures:\n${stdout}`);
  return Number(cpu);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
