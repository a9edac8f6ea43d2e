import { spawn } from "node:child_process";
import { join } from "node:path";

const BIN = join(import.meta.dirname, "../../src/bin.ts");

/** The exit code and the output of a process. */
export interface Left {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `relance` as a separate process. */
export interface Spawned {
  readonly done: Promise<Left>;
  kill(signal: NodeJS.Signals): void;
  /** Closes stdout, as `| head` does. */
  closeStdout(): void;
  stdout(): string;
  stderr(): string;
}

const FROM_SOURCES = ["--conditions=@relance/source", BIN];

/** Starts the executable from its sources, with an empty stdin. */
export function spawned(argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Spawned {
  return watched([process.execPath, ...FROM_SOURCES, ...argv], cwd, env);
}

function watched([file = "", ...rest]: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Spawned {
  const child = spawn(file, rest, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return {
    done: new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    }),
    closeStdout: () => child.stdout.destroy(),
    kill: (signal) => void child.kill(signal),
    stdout: () => stdout,
    stderr: () => stderr,
  };
}
