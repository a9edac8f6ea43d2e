import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { FromWorker, ToWorker } from "./messages.ts";

/** The message with which the worker process answers a request. */
export type Answer<T extends FromWorker["type"]> = Extract<FromWorker, { type: T }>;

/** A child process that runs relance with a worker, HTTP routes, or both. */
export interface WorkerProcess {
  readonly pid: number;
  /** @throws {ProcessEnded} */
  ask<T extends FromWorker["type"]>(message: ToWorker, answer: T): Promise<Answer<T>>;
  /** Kills the process with SIGKILL. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when the process ends, for any reason. */
  readonly ended: Promise<void>;
}

/** The error for a request to a process that has ended. */
export class ProcessEnded extends Error {}

/** Starts the process and waits until it is ready. */
export async function startWorker(env: Readonly<Record<string, string>>): Promise<WorkerProcess> {
  const child = fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), {
    env: { ...process.env, ...env },
    execArgv: ["--conditions=@relance/source"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.on("error", () => {}); // if the process dies during the call, `ended` reports it
  await next(child, "ready");
  return {
    pid: child.pid ?? 0,
    ended,
    async ask(message, answer) {
      const answered = next(child, answer);
      child.send(message, () => {});
      return answered;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      if (child.connected) child.send({ type: "stop" } satisfies ToWorker, () => {});
      await ended;
    },
  };
}

function next<T extends FromWorker["type"]>(child: ChildProcess, type: T): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const hear = (message: FromWorker) => {
      if (message.type === "failed") end(() => reject(new Error(message.message)));
      else if (message.type === type) end(() => resolve(message as Answer<T>));
    };
    const gone = () => end(() => reject(new ProcessEnded("the process ended")));
    const end = (then: () => void) => {
      child.off("message", hear);
      child.off("exit", gone);
      then();
    };
    child.on("message", hear);
    child.once("exit", gone);
    if (child.exitCode !== null || child.signalCode !== null) gone();
  });
}
