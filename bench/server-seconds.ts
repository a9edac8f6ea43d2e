import { readdirSync, readFileSync } from "node:fs";

/** Returns the CPU seconds that a PostgreSQL server and its child processes have used; 0 on systems without `/proc`. */
export function serverSeconds(postmaster: number): number {
  let pids: string[] = [];
  try {
    pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return 0;
  }
  const own = pids.map((pid) => statOf(pid)).filter(({ pid, parent }) => pid === postmaster || parent === postmaster);
  return own.reduce((sum, { pid, used, ended }) => sum + used + (pid === postmaster ? ended : 0), 0) / 100;
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly used: number;
  /** CPU time of child processes that have already ended. */
  readonly ended: number;
}

function statOf(name: string): Stat {
  try {
    const fields = readFileSync(`/proc/${name}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    const sum = (place: number) => Number(fields[place]) + Number(fields[place + 1]);
    return { pid: Number(name), parent: Number(fields[1]), used: sum(11), ended: sum(13) };
  } catch {
    return { pid: 0, parent: 0, used: 0, ended: 0 }; // the process ended before this function read its file
  }
}
