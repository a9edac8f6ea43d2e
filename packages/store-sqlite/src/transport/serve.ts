import { readFileSync, readlinkSync } from "node:fs";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { NO_PROCESSES, type Processes } from "@relance/store";
import { sharedClock } from "../driver/shared-clock.ts";
import { type OpenSqliteOptions, openSqlite } from "../open-sqlite.ts";
import { type Call, learnChannels, type Reply, type ThreadOptions, toFault } from "./protocol.ts";

/** After this many idle milliseconds, the log is checkpointed. */
const IDLE_MS = 500;

/** Serves the store on a message port: one call at a time, the most urgent one first. */
export function serve(port: MessagePort, options: ThreadOptions): void {
  learnChannels(options.channels);
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
    watchClock: shared === undefined, // a clock under a test's control may jump
    singleWorker,
  };
}

/**
 * Identifies a Linux process by boot, process namespace, process id and start time (/proc). On other systems, and
 * between containers with separate namespaces, only leases decide.
 */
export function linuxProcesses(pid: number = process.pid): Processes {
  const machine = machineName();
  const start = machine === undefined ? undefined : processStart(pid);
  if (machine === undefined || start === undefined) return NO_PROCESSES;
  return {
    own: `${machine} ${pid} ${start}`,
    isGone(identity) {
      const [boot, namespace, number, started] = identity.split(" ");
      if (`${boot} ${namespace}` !== machine) return false;
      return processStart(Number(number)) !== started;
    },
  };
}

function machineName(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined;
  }
}

/** Returns a process's start in ticks since boot, from the end of /proc/N/stat; a zombie counts as gone. */
function processStart(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Priorities of calls: recipients' answers, then reports, sends, due times, and finally all others. */
const RANKS: Readonly<Partial<Record<Call["verb"], number>>> = {
  open: 0,
  acknowledge: 0,
  suppress: 0,
  record: 1,
  claim: 2,
  settle: 2,
  pendingAttempts: 2,
  heartbeat: 2,
  permit: 2,
  statuses: 2,
  control: 2,
  lease: 2,
  escalate: 3,
  fold: 3,
  expire: 3,
  recover: 3,
  resolve: 3,
  transition: 3,
  reschedule: 3,
  define: 4,
  enroll: 4,
  seal: 4,
};
const LAST = 5;

/** Each time this period passes, a waiting job gains one rank, so that no job waits forever. */
const AGING_MS = 200;

interface Job {
  readonly call: Call;
  readonly rank: number;
  readonly since: number;
}

export class JobQueue {
  readonly #jobs: Job[] = [];

  get size(): number {
    return this.#jobs.length;
  }

  add(call: Call, now: number): void {
    this.#jobs.push({ call, rank: RANKS[call.verb] ?? LAST, since: now });
  }

  /** Returns the most urgent call, or the oldest of equally urgent ones. `close` waits for all earlier calls. */
  next(now: number): Call | undefined {
    let best = -1;
    let bestRank = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.#jobs.length; index++) {
      const job = this.#jobs[index];
      if (job === undefined || (job.call.verb === "close" && index > 0)) continue;
      const rank = job.rank - Math.floor((now - job.since) / AGING_MS);
      if (rank < bestRank) {
        best = index;
        bestRank = rank;
      }
    }
    return best < 0 ? undefined : this.#jobs.splice(best, 1)[0]?.call;
  }
}
