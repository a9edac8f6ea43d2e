import { readdirSync, readFileSync } from "node:fs";

/** CPU time so far of a PostgreSQL server's living processes, in seconds; 0 where there is no `/proc`. */
export function serverSeconds(postmaster: number): number {
  let pids: string[] = [];
  try {
    pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return 0;
  }
  const own = pids
    .map((pid) => statOf(pid))
    .filter(({ pid, parent }) => pid === postmaster || parent === postmaster);
  return own.reduce((sum, { used }) => sum + used, 0) / 100;
}

function statOf(name: string): { readonly pid: number; readonly parent: number; readonly used: number } {
  try {
    const fields = readFileSync(`/proc/${name}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return { pid: Number(name), parent: Number(fields[1]), used: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return { pid: 0, parent: 0, used: 0 }; // it ended meanwhile
  }
}
