import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Host } from "../host.ts";

/**
 * `npx`, `npm run` and `timeout` pass on a signal that the terminal already sends to all processes. Two signals within
 * this time, in milliseconds, count as one.
 */
const ECHO_MS = 300;

/** Ctrl-C and SIGTERM: the first signal asks the process to stop, the second ends it immediately. */
export interface Stop {
  /** Handles signals from now on. `onFirst` prints what the process still waits for. */
  listen(onFirst: () => void): AbortSignal;
  /** Aborted by the first stop signal. */
  readonly signal: AbortSignal;
  /** Resolves with the exit code of the second signal. */
  readonly forced: Promise<ExitCode>;
  /** Stops as if a signal had asked for it. */
  request(): void;
  release(): void;
}

export function createStop(host: Host): Stop {
  const stopping = new AbortController();
  const forced = Promise.withResolvers<ExitCode>();
  let release = () => {};
  let askedAt = Number.POSITIVE_INFINITY;
  return {
    signal: stopping.signal,
    forced: forced.promise,
    request: () => stopping.abort(),
    release: () => release(),
    listen(onFirst) {
      release();
      release = host.signals.on((signal) => {
        if (performance.now() - askedAt > ECHO_MS) return forced.resolve(EXIT[signal]);
        if (askedAt < Number.POSITIVE_INFINITY) return;
        askedAt = performance.now();
        stopping.abort();
        onFirst();
      });
      return stopping.signal;
    },
  };
}
