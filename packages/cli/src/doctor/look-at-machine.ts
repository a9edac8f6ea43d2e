import { type Diagnosis, fail, ok, warn } from "./diagnosis.ts";

/** The first 22.x whose SQLite cannot corrupt a WAL with two connections. */
const NODE_FLOOR = [22, 23] as const;
const SQLITE_FLOOR = [3, 51, 3] as const;
/** A clock before this version was written is wrong. */
const OLDEST_NOW = Date.UTC(2025, 10, 1);
const MAX_DRIFT_MS = 30_000;

export interface Machine {
  readonly node: string;
  readonly sqlite: string | undefined;
  /** The wall clock, milliseconds since 1970. */
  readonly now: number;
  /** The same, counted by the steady clock since this process began. */
  readonly steadyNow: number;
}

export function thisMachine(): Machine {
  return {
    node: process.versions.node,
    sqlite: process.versions.sqlite,
    now: Date.now(),
    steadyNow: performance.timeOrigin + performance.now(),
  };
}

export function lookAtMachine({ node, sqlite, now, steadyNow }: Machine): readonly Diagnosis[] {
  return [
    isAtLeast(node, NODE_FLOOR)
      ? ok("node", node)
      : fail("node", `${node}; run Node 22.23 or newer, or 24: older ones carry a SQLite that can corrupt its file`),
    sqlite !== undefined && isAtLeast(sqlite, SQLITE_FLOOR)
      ? ok("sqlite", sqlite)
      : fail("sqlite", `${sqlite ?? "not there"}; 3.51.3 or newer comes with Node 22.23 or 24`),
    clock(now, steadyNow),
  ];
}

function clock(now: number, steadyNow: number): Diagnosis {
  const text = new Date(now).toISOString();
  if (now < OLDEST_NOW) return fail("clock", `${text} is in the past; deadlines would be wrong: set the clock`);
  const drift = Math.round(Math.abs(now - steadyNow) / 1_000);
  if (Math.abs(now - steadyNow) > MAX_DRIFT_MS) {
    return warn("clock", `${text}; it jumped by ${drift} s just now: is the time kept by NTP?`);
  }
  return ok("clock", `${text}, steady`);
}

function isAtLeast(version: string, floor: readonly number[]): boolean {
  const parts = version.split(".").map(Number);
  for (const [place, least] of floor.entries()) {
    const part = parts[place] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
