import type { Host, Signals, StopSignal } from "./host.ts";
import { main } from "./main.ts";

export async function runProcess(): Promise<void> {
  const code = await main(process.argv.slice(2), processHost());
  leaveAtSignal(code); // one more signal while the last lines go out would kill the process, and hide its code
  // a pool or socket of the project's own must not keep a finished command alive; what was written goes out first
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}

const STOP_SIGNALS: readonly StopSignal[] = ["SIGINT", "SIGTERM"];

/** This process as a command's world. */
function processHost(): Host {
  const { stdout, stderr, stdin, env } = process;
  for (const stream of [stdout, stderr]) stream.on("error", endOfPipe);
  return { stdout, stderr, stdin, env, cwd: process.cwd(), enter: process.chdir, signals: processSignals };
}

/** From now on a stop signal ends this process with `code`: nothing is left to do but to write out what was said. */
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

/** `relance export … | head`: the reader has seen enough. A worker continues without its audience. */
function endOfPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
