import { sep } from "node:path";
import type { Host, Signals, StopSignal } from "./host.ts";
import { main } from "./main.ts";

export async function runProcess(): Promise<void> {
  const code = await main(process.argv.slice(2), processHost());
  leaveAtSignal(code); // later signals must not change the exit code, and open sockets must not keep the process alive
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}

const STOP_SIGNALS: readonly StopSignal[] = ["SIGINT", "SIGTERM"];

function processHost(): Host {
  const { stdout, stderr, stdin, env } = process;
  for (const stream of [stdout, stderr]) stream.on("error", endOfPipe);
  const { npm_command: command, INIT_CWD: folder = "" } = env;
  // in a workspace, npx changes to the workspace's folder
  if (command === "exec" && folder.startsWith(process.cwd() + sep)) process.chdir(folder);
  return { stdout, stderr, stdin, env, cwd: process.cwd(), enter: process.chdir, signals: processSignals };
}

/** After this call, a signal ends the process with `code`, even while output is written. */
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

/** Handles a stdout that is closed early, as in `relance export … | head`. Workers continue without it. */
function endOfPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
