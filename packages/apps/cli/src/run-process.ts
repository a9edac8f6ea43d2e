import { sep } from "node:path";
import type { Host, Signals, StopSignal } from "./host.ts";
import { main } from "./main.ts";

export async function runProcess(): Promise<void> {
  const code = await main(process.argv.slice(2), processHost());
  leaveAtSignal(code); // another signal during the last output must not change the exit code;
  // an open pool or socket of the project must not keep the process alive
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}

const STOP_SIGNALS: readonly StopSignal[] = ["SIGINT", "SIGTERM"];

function processHost(): Host {
  const { stdout, stderr, stdin, env } = process;
  for (const stream of [stdout, stderr]) stream.on("error", endOfPipe);
  const { npm_command: command, INIT_CWD: folder = "" } = env;
  // below a workspace, npx runs the command in the workspace
  if (command === "exec" && folder.startsWith(process.cwd() + sep)) process.chdir(folder);
  return { stdout, stderr, stdin, env, cwd: process.cwd(), enter: process.chdir, signals: processSignals };
}

/** Makes a signal end this process with `code` while pending output is written. */
function leaveAtSignal(code: number): void {
  for (const name of STOP_SIGNALS) process.on(name, () => process.exit(code));
}

const processSignals: Signals = {
  on(listener) {
    for (const name of STOP_SIGNALS) process.on(name, listener);
    return () => {
      for (const name of STOP_SIGNALS) process.off(name, listener);
    };
  },
};

/** Handles a closed stdout, as in `relance export … | head`. A worker continues without a reader. */
function endOfPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
