import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";

const DEMO = join(import.meta.dirname, "demo/demo.ts");
/** The processes of one run, as it names them. */
const WORKS = /(?:worker|receiver|PostgreSQL) (\d+) (?:works|goes on)/g;
const DIED = /(?:worker|receiver|PostgreSQL) (\d+) died/g;

interface Left {
  readonly code: number | null;
  readonly said: string;
  readonly killed: number;
}

/** Runs the demo and kills one of its processes after another, whichever the seed says, at moments that it says. */
async function runAndKill(options: readonly string[], seed: number, kills: number): Promise<Left> {
  const child = spawn(
    process.execPath,
    ["--conditions=@relance/source", DEMO, "--exit", "--people", "60", ...options],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NODE_OPTIONS: "" } },
  );
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  let isOver = false;
  const ended = new Promise<number | null>((resolve) =>
    child.once("close", (code) => {
      isOver = true;
      resolve(code);
    }),
  );
  const random = seeded(seed);
  let killed = 0;
  while (!isOver && killed < kills) {
    await pause(300 + random() * 3_000);
    const pids = livingOf(said);
    const victim = pids[Math.floor(random() * pids.length)];
    if (isOver || victim === undefined || said.includes("the ledger")) continue;
    process.kill(victim, "SIGKILL");
    killed += 1;
  }
  return { code: await ended, said, killed };
}

function livingOf(said: string): number[] {
  const dead = new Set([...said.matchAll(DIED)].map(([, pid]) => pid));
  return [...said.matchAll(WORKS)].flatMap(([, pid]) => (dead.has(pid) ? [] : [Number(pid)])).filter(isThere);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The same numbers for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function expectHolds({ code, said, killed }: Left): void {
  expect(said).toContain("the ledger holds");
  expect(said).toMatch(/ \+ 0 unaccounted\n +repeated messages: 0 /);
  expect(said).not.toContain("WRONG");
  expect(code, said).toBe(0);
  expect(killed).toBeGreaterThan(0);
}

it("ends with a ledger that holds when its one process is killed again and again", async () => {
  expectHolds(await runAndKill([], 26, 4));
}, 240_000);

await withPostgres(() => {
  it("ends with a ledger that holds whichever of its processes are killed, the database too", async () => {
    expectHolds(await runAndKill(["--store", "postgres", "--workers", "3"], 7, 5));
  }, 240_000);
});
