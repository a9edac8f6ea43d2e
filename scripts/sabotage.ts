/**
 * `npm run sabotage [-- WORDS]` checks that the tests detect deliberate bugs, called sabotages. The script applies one
 * sabotage at a time while the sources load. A sabotage is detected if the simulation reports a finding within 300
 * seeds, chaos reports a finding within a minute, or the sabotage's own test file fails. WORDS selects sabotages by
 * name.
 */
import { execFile, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { Sabotage } from "../test/sabotage/sabotage.ts";
import { SABOTAGES } from "../test/sabotage/sabotages.ts";
import type { Sought } from "../test/sabotage/sought.ts";

const ROOT = join(import.meta.dirname, "..");
const SABOTAGE = join(ROOT, "test/sabotage");
const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");
const LOADER = pathToFileURL(join(SABOTAGE, "load-sabotaged.ts")).href;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string", default: "300" },
    seconds: { type: "string", default: "60" },
    processes: { type: "string", default: String(availableParallelism()) },
    "no-chaos": { type: "boolean", default: false },
  },
});

interface Line {
  readonly sabotage: Sabotage;
  readonly by: string;
  readonly after: string;
  readonly seconds: number;
  readonly fact: string;
  readonly isWell: boolean;
}

function under(sabotage: Sabotage, program: string, args: readonly string[]): Promise<Sought> {
  const child = fork(program, args, {
    execArgv: ["--conditions=@relance/source", `--import=${LOADER}?${encodeURIComponent(sabotage.name)}`],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.once("message", (sought) => resolve(sought as Sought));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`"${sabotage.name}" ended with ${code}`)));
  });
}

/** Runs a test file under one sabotage. Returns the title of the first test that fails. */
async function failedTest({ name }: Sabotage, file: string): Promise<string | undefined> {
  const imported = `--import=${LOADER}?${encodeURIComponent(name)}`;
  const env = { ...process.env, RELANCE_SABOTAGE: name, NODE_OPTIONS: imported };
  const args = [VITEST, "run", "--project", "once", "--project", "all", "--reporter=tap-flat", "--bail=1", file];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { env, cwd: ROOT, maxBuffer: 2 ** 28 }, (_, stdout) => resolve(stdout));
  });
  if (!/^(?:not )?ok \d/m.test(output)) throw new Error(`"${name}": no test of ${file} ran`);
  return /^not ok \d+ - (?:\S+ > )?(.+?)(?: # time.*)?$/m.exec(output)?.[1];
}

async function look(sabotage: Sabotage): Promise<Line> {
  const since = performance.now();
  const line = (by: string, after: string, fact: string, isWell: boolean): Line => ({
    sabotage,
    by,
    after,
    fact,
    isWell,
    seconds: (performance.now() - since) / 1_000,
  });
  if (sabotage.test !== undefined) {
    const title = await failedTest(sabotage, sabotage.test);
    return line(sabotage.test, "", title ?? "", title !== undefined);
  }
  const { seeds, fact } = await under(sabotage, join(SABOTAGE, "seek.ts"), [values.seeds]);
  if (fact !== undefined) return line("simulation", `${seeds} seeds`, fact, true);
  if (!values["no-chaos"]) {
    const { fact } = await under(sabotage, join(SABOTAGE, "seek-in-chaos.ts"), [values.seconds]);
    if (fact !== undefined) return line("chaos", `${values.seconds} s`, fact, true);
  }
  return line("neither", "", "", false);
}

const chosen = SABOTAGES.filter(({ name }) => positionals.every((word) => name.includes(word)));
if (chosen.length === 0) throw new Error(`no sabotage has these words in its name: ${positionals.join(" ")}`);
const waiting = chosen.toSorted((a, b) => Number(a.test === undefined) - Number(b.test === undefined));
const lines: Line[] = [];
await Promise.all(
  Array.from({ length: Number(values.processes) }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const line = await look(next);
      lines.push(line);
      console.log(wordsOf(line));
    }
  }),
);
const failed = lines.filter(({ isWell }) => !isWell);
console.log(`${lines.length - failed.length} of ${lines.length} sabotages came out as they must`);
process.exitCode = failed.length === 0 ? 0 : 1;

function wordsOf({ sabotage, by, after, seconds, fact, isWell }: Line): string {
  const name = `${isWell ? "" : "NOT AS IT MUST: "}${sabotage.name}`;
  return `| ${name} | ${by} | ${after} | ${seconds.toFixed(0)} s | ${fact} |`;
}
