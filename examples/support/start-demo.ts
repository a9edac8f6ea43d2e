import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const DEMO = join(import.meta.dirname, "../demo/main.ts");

/** The demo as it runs in a process of its own. */
export interface RunningDemo {
  readonly child: ChildProcess;
  /** All that it said so far, on its standard output. */
  said(): string;
  /** … and on its standard error. */
  complaints(): string;
  isOver(): boolean;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts the demo with the options of its command line. */
export function startDemo(...options: readonly string[]): RunningDemo {
  const child = spawn(process.execPath, ["--conditions=@relance/source", DEMO, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  let [said, complaints, isOver] = ["", "", false];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const ended = new Promise<number | null>((resolve) =>
    child.once("close", (code) => {
      isOver = true;
      resolve(code);
    }),
  );
  return { child, said: () => said, complaints: () => complaints, isOver: () => isOver, ended };
}
