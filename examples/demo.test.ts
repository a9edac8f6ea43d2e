import { setTimeout as pause } from "node:timers/promises";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { startDemo, startDemoOnTerminal } from "./support/start-demo.ts";

/** Matches the process ids that the demo prints. */
const WORKS = /(?:worker|receiver|PostgreSQL) (\d+) (?:runs|recovers from its log)/g;
const DIED = /(?:worker|receiver|PostgreSQL) (\d+) stopped/g;

/** Milliseconds for which the worker is stopped, to simulate a slow machine. */
const STOPPED_MS = 300;
const RUNNING_MS = 150;

interface Left {
  readonly code: number | null;
  readonly said: string;
  readonly killed: number;
}

/** Runs the demo and kills its processes one after another, at times that the seed determines. */
async function runAndKill(options: readonly string[], seed: number, kills: number): Promise<Left> {
  const demo = startDemo("--exit", "--recipients", "60", ...options);
  const random = seeded(seed);
  let killed = 0;
  while (!demo.isOver() && killed < kills) {
    await pause(300 + random() * 3_000);
    const pids = livingOf(demo.said());
    const victim = pids[Math.floor(random() * pids.length)];
    if (demo.isOver() || victim === undefined || demo.said().includes("the ledger")) continue;
    process.kill(victim, "SIGKILL");
    killed += 1;
  }
  const code = await demo.ended;
  return { code, said: demo.said() + demo.complaints(), killed };
}

/** Runs the demo, and returns the printed results of recipients and messages. */
async function outcome(people: number, isSlow: boolean): Promise<readonly (string | undefined)[]> {
  const demo = startDemo("--exit", "--recipients", String(people));
  while (isSlow && !demo.isOver()) {
    const stopped = livingOf(demo.said());
    signal(stopped, "SIGSTOP");
    await Promise.race([demo.ended, pause(STOPPED_MS)]);
    signal(stopped, "SIGCONT");
    await Promise.race([demo.ended, pause(RUNNING_MS)]);
  }
  const code = await demo.ended;
  const said = demo.said();
  expect(code, said + demo.complaints()).toBe(0);
  const lines = said.split("\n");
  const onTheWire = /with (\d+) messages on the wire/.exec(said)?.[0];
  const ledger = lines.find((line) => line.includes("confirmed ("));
  // the accepted messages of each provider, and the number of unreached recipients for each reason
  const sums = ["first provider", "second provider", "email ", "push "].map((name) =>
    lines.findLast((line) => line.startsWith(name)),
  );
  const causes = lines.filter((line) => /^ +\d+ {2}[a-z-]+$/.test(line));
  return [onTheWire, ledger, ...sums, ...causes];
}

/** Terminal sequence that moves the cursor up and clears the lines below. */
const UP = "\u001b[";
const CLEAR = "\u001b[0J";

/** Returns the lines that a terminal shows at the end of the demo. A redrawn line appears only in its last version. */
function lastScreen(said: string): readonly string[] {
  const lines: string[] = [];
  for (const line of said.split("\n")) {
    const isOver = line.startsWith(UP);
    if (isOver) lines.splice(-Number.parseInt(line.slice(UP.length), 10));
    lines.push(isOver ? line.slice(line.indexOf(CLEAR) + CLEAR.length) : line);
  }
  return lines;
}

/** Returns the numbers in a text such as `380 = 278 delivered + 101 no receipt + 1 answered`. */
function numbersIn(sum: string): readonly number[] {
  return [...sum.matchAll(/(\d[\d,]*) (?==|[a-z])/g)].map(([, number = ""]) => Number(number.replaceAll(",", "")));
}

function signal(pids: readonly number[], name: "SIGSTOP" | "SIGCONT"): void {
  for (const pid of pids.filter(isThere)) process.kill(pid, name);
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

/** Returns a generator that gives the same numbers for the same seed (mulberry32). */
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

it("ends on Ctrl-C without an error message", async () => {
  const demo = startDemo("--recipients", "60");
  while (!demo.isOver() && !demo.said().includes("sent through the first provider"))
    await Promise.race([demo.ended, pause(20)]);
  demo.child.kill("SIGINT");
  expect(await demo.ended, demo.said()).toBe(130);
  expect(demo.complaints()).toBe("");
});

it("prints correct sums, and at most eight lines of news, on a screen of 100 columns", async () => {
  const demo = startDemoOnTerminal("--exit", "--recipients", "450");
  expect(await demo.ended, demo.said() + demo.complaints()).toBe(0);
  const screen = lastScreen(demo.said());
  expect(screen.filter((line) => line.length > 99)).toEqual([]);
  const sums = screen.filter((line) => / = .*(?:delivered|answered)/.test(line) && /provider|push/.test(line));
  expect(sums).toHaveLength(3);
  for (const sum of sums) {
    const [accepted, ...parts] = numbersIn(sum.slice(sum.indexOf("│")));
    expect(
      parts.reduce((all, part) => all + part, 0),
      sum,
    ).toBe(accepted);
    expect(sum).not.toContain("in progress");
  }
  expect(sums.join()).toContain(" answered");
  const numbers = screen.findIndex((line) => line.includes("not finished"));
  const story = screen.slice(numbers + 1, screen.indexOf("", numbers));
  expect(story.length).toBeLessThanOrEqual(8);
  const told = [
    /^\w+ 1 Aug, 10:\d\d {2}the watch: sms\.main loses about \d+ % of its messages/,
    /^ {19}sms\.main is paused; its waiting recipients use sms\.second$/,
    /SIGKILL for worker \d+, with \d+ messages on the wire$/,
    /worker \d+ runs$/,
    /20 recipients confirm again, 5 then ask for help: all stay confirmed$/,
    /205 forged links and receipts: 205 refused$/,
    /12 recipients answer after the deadline: recorded as late$/,
  ];
  for (const line of told) expect(story).toContainEqual(expect.stringMatching(line));
}, 360_000);

it("has the same result on a machine that pauses most of the time", async () => {
  const [quick, slow] = await Promise.all([outcome(120, false), outcome(120, true)]);
  expect(quick).not.toContain(undefined);
  expect(slow).toEqual(quick);
}, 360_000);

it("ends with a ledger that holds when its one process is killed again and again", async () => {
  expectHolds(await runAndKill([], 26, 4));
});

await withPostgres(() => {
  it("kills one of three who send with its messages on the wire, and nobody else's messages fail for it", async () => {
    const demo = startDemo("--exit", "--recipients", "60", "--store", "postgres", "--workers", "3");
    const code = await demo.ended;
    const said = demo.said();
    expect(code, said + demo.complaints()).toBe(0);
    expect(said).toMatch(/SIGKILL for worker \d+, with \d+ messages on the wire/);
    expect(said).not.toContain("does not answer");
  });

  it("ends with a ledger that holds whichever of its processes are killed, the database too", async () => {
    expectHolds(await runAndKill(["--store", "postgres", "--workers", "3"], 7, 5));
  });
});
