import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { FromWorker, ToWorker } from "./messages.ts";

type Answer<T extends FromWorker["type"]> = Extract<FromWorker, { type: T }>;

/** The other process: relance, its worker and its HTTP edge. */
export interface WorkerProcess {
  readonly pid: number;
  ask<T extends FromWorker["type"]>(message: ToWorker, answer: T): Promise<Answer<T>>;
  /** SIGKILL: no warning, no last words. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the worker and waits until it listens. */
export async function startWorker(env: Readonly<Record<string, string>>): Promise<WorkerProcess> {
  const child = fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), {
    env: { ...process.env, ...env },
    execArgv: ["--conditions=@relance/source"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await next(child, "ready");
  return {
    pid: child.pid ?? 0,
    async ask(message, answer) {
      const answered = next(child, answer);
      child.send(message);
      return answered;
    },
    async kill() {
      const gone = exit(child);
      child.kill("SIGKILL");
      await gone;
    },
    async stop() {
      const gone = exit(child);
      if (child.connected) child.send({ type: "stop" } satisfies ToWorker);
      await gone;
    },
  };
}

function exit(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

function next<T extends FromWorker["type"]>(child: ChildProcess, type: T): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const hear = (message: FromWorker) => {
      if (message.type === "failed") end(() => reject(new Error(message.message)));
      else if (message.type === type) end(() => resolve(message as Answer<T>));
    };
    const gone = () => end(() => reject(new Error("the worker process ended")));
    const end = (then: () => void) => {
      child.off("message", hear);
      child.off("exit", gone);
      then();
    };
    child.on("message", hear);
    child.once("exit", gone);
  });
}
