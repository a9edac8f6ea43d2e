/** The thread of a store whose machine's clock somebody sets, by a file `clock` beside the database. */
import { dirname, join } from "node:path";
import { workerData } from "node:worker_threads";
import { shiftClock } from "./shifted-clock.ts";

shiftClock(join(dirname(workerData.file), "clock"));
await import("@relance/store-sqlite/worker");
