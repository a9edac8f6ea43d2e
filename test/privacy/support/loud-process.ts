import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LoudOrder } from "./loud-gateway.ts";

const PROGRAM = fileURLToPath(new URL("./loud-gateway.ts", import.meta.url));

export interface LoudProcess extends AsyncDisposable {
  readonly ready: Promise<void>;
  readonly done: Promise<NodeJS.Signals | null>;
  said(): string;
  /** Advances campaign time in the process until all due messages were sent. */
  pass(ms: number): Promise<void>;
  stop(): void;
}

export function loudProcess(order: LoudOrder): LoudProcess {
  const child = fork(PROGRAM, [JSON.stringify(order)], {
    execArgv: ["--conditions=@relance/source", "--trace-warnings"],
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (part: string) => parts.push(part));
  const done = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (_, signal) => resolve(signal));
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    void done.then((signal) =>
      reject(new Error(`it ended (${signal}) before it was ready: ${parts.join("").slice(-3_000)}`)),
    );
  });
  ready.catch(() => {});
  return {
    ready,
    done,
    said: () => parts.join(""),
    async pass(ms) {
      child.send(ms);
      const [word] = await Promise.race([once(child, "message"), done.then(() => ["its end"])]);
      if (word !== "passed") throw new Error(`it said ${word}: ${parts.join("").slice(-3_000)}`);
    },
    stop: () => void child.kill("SIGTERM"),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await done;
    },
  };
}
