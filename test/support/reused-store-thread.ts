import { type MessagePort, parentPort } from "node:worker_threads";
import type { ThreadOptions } from "../../packages/store-sqlite/src/transport/protocol.ts";
import { serve } from "../../packages/store-sqlite/src/transport/serve.ts";

/** A thread that serves one store after another, each through its own port (`reused-threads.ts`). */
parentPort?.on("message", ({ port, options }: { port: MessagePort; options: ThreadOptions }) => serve(port, options));
