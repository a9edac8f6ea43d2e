import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { sharedClock } from "../driver/shared-clock.ts";
import { type OpenSqliteOptions, openSqlite } from "../open-sqlite.ts";
import { linuxProcesses } from "../workers/process-identity.ts";
import { JobQueue } from "./job-queue.ts";
import { type Call, type Reply, type ThreadOptions, toFault } from "./protocol.ts";

/** With nothing to do for this long, the log of the database is folded back into it. */
const IDLE_MS = 500;

/** Runs the store behind a port: one call at a time, the most urgent first. */
export function serve(port: MessagePort, options: ThreadOptions): void {
  const store = openSqlite(settings(options));
  const queue = new JobQueue();
  let idle: NodeJS.Timeout | undefined;
  let isRunning = false;

  async function run(call: Call): Promise<void> {
    let reply: Reply;
    try {
      const verb = store[call.verb] as (...input: readonly unknown[]) => Promise<unknown>;
      reply = { id: call.id, value: await verb(...call.input) };
    } catch (error) {
      reply = { id: call.id, fault: toFault(error) };
    }
    port.postMessage(reply);
  }

  /** What arrived while the last call ran is looked at before the next is chosen. */
  function drain(): void {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      queue.add(next.message as Call, performance.now());
    }
  }

  async function work(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    clearTimeout(idle);
    for (;;) {
      drain();
      const call = queue.next(performance.now());
      if (call === undefined) break;
      await run(call);
      if (call.verb === "close") {
        port.close();
        return;
      }
    }
    isRunning = false;
    idle = setTimeout(() => store.maintain(true), IDLE_MS);
  }

  port.on("message", (call: Call) => {
    queue.add(call, performance.now());
    void work();
  });
}

function settings({ file, clock, singleWorker }: ThreadOptions): OpenSqliteOptions {
  const shared = clock === undefined ? undefined : sharedClock(clock);
  return {
    file,
    now: shared?.now ?? Date.now,
    liveNow: Date.now,
    steadyNow: () => performance.now(),
    processes: linuxProcesses(),
    watchClock: shared === undefined, // a clock that is moved on purpose may jump
    singleWorker,
  };
}
