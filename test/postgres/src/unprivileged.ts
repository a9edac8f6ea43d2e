import { execFileSync } from "node:child_process";
import { chownSync } from "node:fs";

export type RunAs = { readonly uid: number; readonly gid: number } | Record<string, never>;

const idOf = (flag: "-u" | "-g") => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));

/** If this process is root, returns the ids of the user `nobody`, because PostgreSQL refuses to run as root. */
export function unprivileged(): RunAs {
  return process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : {};
}

export function giveTo(path: string, owner: RunAs): void {
  if (owner.uid !== undefined) chownSync(path, owner.uid, owner.gid);
}
