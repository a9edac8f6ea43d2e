import { execFile } from "node:child_process";
import { loadavg } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Contender, contenders, INSTALL, installPeers, KEPT } from "./contenders.ts";
import type { Figures, StageFigures, Task } from "./run-one.ts";

const STAGES = ["enroll", "send", "acknowledge", "escalate", "close"] as const;
const LONGEST_MS = 20 * 60_000;

interface Run {
  readonly figures: Figures;
  readonly seconds: number;
  readonly cpu: number;
  readonly server: number;
  readonly isServerKnown: boolean;
}

/**
 * Runs the same flow on several job queues and on relance's built packages. Each run uses a separate process and a
 * separate store. `--install` installs the job queues first.
 */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const people = Number(options.get("recipients") ?? 20_000);
  const rounds = Number(options.get("rounds") ?? 3);
  const waitMs = Number(options.get("wait") ?? 30) * 1_000;
  const only = options.get("only")?.split(",");
  if (options.has("install")) await installPeers();
  const all = contenders(options.get("redis"), options.get("bin"));
  const chosen = all.filter(({ name }) => only?.includes(name) ?? true);
  console.log(
    `${people.toLocaleString("en")} people: enroll, send within the process, 74 % acknowledge one by one, the rest gets a second message\n` +
      `${rounds} rounds in turns · Node ${process.version} · load ${load()}\n`,
  );
  for (const { label, missing } of chosen) if (missing !== undefined) console.log(`${label}: ${missing}`);
  const here = chosen.filter(({ missing }) => missing === undefined);
  const runs = new Map<Contender, Run[]>(here.map((contender) => [contender, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < here.length; turn++) {
      // the order changes in each round, so that no contender is always first
      const contender = here[(turn + round) % here.length];
      if (contender === undefined) continue;
      const done = await runOnce(contender, people, waitMs);
      runs.get(contender)?.push(done);
      console.log(`round ${round + 1} · ${contender.label}: ${told(done, people)} · load ${load()}`);
    }
  }
  console.log(`\n${table(chosen, runs, people)}\n\n${keptTable(chosen)}`);
  if (chosen.some(({ missing }) => missing?.includes(INSTALL))) process.exitCode = 1;
}

async function runOnce({ module, serve }: Contender, people: number, waitMs: number): Promise<Run> {
  await using server = await serve();
  const task: Task = { module, url: server.url, serverPid: server.pid, people, waitMs };
  const words = [join(import.meta.dirname, "run-one.ts"), JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: LONGEST_MS });
  const figures = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Figures;
  const sum = (one: keyof StageFigures) => Object.values(figures.stages).reduce((all, stage) => all + stage[one], 0);
  const isServerKnown = server.url === "" || server.pid !== 0;
  return { figures, seconds: sum("seconds"), cpu: sum("cpu"), server: sum("server"), isServerKnown };
}

function told({ figures, seconds, cpu, server }: Run, people: number): string {
  const { sent, escalated, wrong, isTooShort } = figures;
  const parts = STAGES.map((stage) => `${stage} ${(figures.stages[stage]?.seconds ?? 0).toFixed(1)}`);
  const late = isTooShort ? " · THE WAIT WAS TOO SHORT, give a longer one with --wait" : "";
  return (
    `${Math.round(people / seconds).toLocaleString("en")} recipients/s (${parts.join(", ")} s) · CPU ${cpu.toFixed(1)} + ${server.toFixed(1)} s · ` +
    `${sent} + ${escalated} messages, ${wrong} wrong${late}`
  );
}

function table(chosen: readonly Contender[], runs: ReadonlyMap<Contender, readonly Run[]>, people: number): string {
  const lines = chosen.map((contender) => {
    const done = runs.get(contender) ?? [];
    if (done.length === 0) return `| ${contender.label} | not measured | | | | |`;
    const of = (figure: (one: Run) => number) => median(done.map(figure));
    const wrong = done.reduce((sum, { figures }) => sum + figures.wrong, 0);
    const accounted = done.map(({ figures }) => figures.accounted);
    const least = accounted.includes(undefined) ? "–" : Math.min(...accounted.map(Number)).toLocaleString("en");
    const rate = Math.round(of(({ seconds }) => people / seconds)).toLocaleString("en");
    const server = done.every(({ isServerKnown }) => isServerKnown) ? of((one) => one.server).toFixed(1) : "not ours";
    const cells = [contender.label, rate, of(({ cpu }) => cpu).toFixed(1), server, String(wrong), least];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| medians | recipients/s | CPU s | server CPU s | wrong messages, all rounds | recipients accounted for |",
    "| --- | --: | --: | --: | --: | --: |",
    ...lines,
  ].join("\n");
}

function keptTable(chosen: readonly Contender[]): string {
  const head = ["keeps by itself", ...chosen.map(({ label }) => label)];
  const lines = KEPT.map((what, place) => [what, ...chosen.map(({ keeps }) => keeps[place] ?? "")]);
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
}

function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}
