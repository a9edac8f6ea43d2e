import { parentPort, workerData } from "node:worker_threads";
import type { ThreadOptions } from "./transport/protocol.ts";
import { serve } from "./transport/serve.ts";

/** The thread in which the store lives. Started by `sqliteStore`. */
if (parentPort !== null) serve(parentPort, workerData as ThreadOptions);
