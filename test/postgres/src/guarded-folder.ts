import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is removed when this process ends, even if the process is killed. */
export interface GuardedFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * A shell program that waits until its input closes. The input closes when the parent process ends, even by a kill. The
 * program then stops the server whose data is in the folder, and removes the folder.
 */
const GUARD = `
cat >/dev/null
pid=$(head -n 1 "$0/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done
rm -rf "$0"
`;

export function guardedFolder(): GuardedFolder {
  const path = mkdtempSync(join(tmpdir(), "relance-postgres-"));
  const guard = spawn("sh", ["-c", GUARD, path], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  guard.unref();
  return {
    path,
    async [Symbol.asyncDispose]() {
      const ended = once(guard, "exit");
      guard.ref();
      guard.stdin?.end();
      await ended;
    },
  };
}
