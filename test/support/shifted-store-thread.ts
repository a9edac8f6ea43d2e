/** A store's thread whose clock follows a file `clock` next to the database. */
import { dirname, join } from "node:path";
import { workerData } from "node:worker_threads";
import { shiftClock } from "./shifted-clock.ts";

shiftClock(join(dirname(workerData.file), "clock"));
await import("@relance/store-sqlite/worker");
