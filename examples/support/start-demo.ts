import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const DEMO = join(import.meta.dirname, "../demo/main.ts");

/** The demo as a separate process. */
export interface RunningDemo {
  readonly child: ChildProcess;
  /** Returns the standard output of the demo so far. */
  said(): string;
  /** Returns the standard error of the demo so far. */
  complaints(): string;
  isOver(): boolean;
  /** Resolves to the exit code of the demo. */
  readonly ended: Promise<number | null>;
}

/** Starts the demo with the given command-line options. */
export function startDemo(...options: readonly string[]): RunningDemo {
  return started([], options);
}

/** Starts the demo in a terminal of 100 columns. */
export function startDemoOnTerminal(...options: readonly string[]): RunningDemo {
  const terminal = "Object.assign(process.stdout, { isTTY: true, columns: 100 })";
  return started(["--import", `data:text/javascript,${encodeURIComponent(terminal)}`], options);
}

function started(node: readonly string[], options: readonly string[]): RunningDemo {
  const child = spawn(process.execPath, [...node, "--conditions=@relance/source", DEMO, ...options], {
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
