/**
 * A store thread for tests. If a file `freeze` exists next to the database, the thread freezes the whole process when
 * the next write transaction has the write lock.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { workerData } from "node:worker_threads";

const file = join(dirname(workerData.file), "freeze");
const STOPS_WITHIN_MS = 2_000;
const { exec } = DatabaseSync.prototype;

DatabaseSync.prototype.exec = function (text) {
  exec.call(this, text);
  if (text === "begin immediate" && existsSync(file)) freeze();
};

/** Freezes the process with SIGSTOP. The thread then waits, so that it does not commit before the signal stops it. */
function freeze(): void {
  process.kill(process.pid, "SIGSTOP");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STOPS_WITHIN_MS);
}

await import("@relance/store-sqlite/worker");
