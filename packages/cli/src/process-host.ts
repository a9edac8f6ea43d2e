import type { Host, Signals, StopSignal } from "./host.ts";

const STOP_SIGNALS: readonly StopSignal[] = ["SIGINT", "SIGTERM"];

/** This process as a command's world. */
export function processHost(): Host {
  const { stdout, stderr, stdin, env } = process;
  for (const stream of [stdout, stderr]) stream.on("error", endOfPipe);
  return { stdout, stderr, stdin, env, cwd: process.cwd(), signals: processSignals };
}

/** From now on a stop signal ends this process with `code`: nothing is left to do but to write out what was said. */
export function leaveAtSignal(code: number): void {
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

/** `relance export … | head`: the reader has seen enough. A worker goes on without its audience. */
function endOfPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
