import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Host } from "../host.ts";

/** `npx` and `npm run` pass on a signal that the terminal also sends: two signals within this time count as one. */
const ECHO_MS = 300;

/** Ctrl-C and SIGTERM: the first signal asks the process to stop, the second ends it immediately. */
export interface Stop {
  /** Handles signals from now on. `onFirst` prints what the process still waits for. */
  listen(onFirst: () => void): AbortSignal;
  readonly signal: AbortSignal;
  readonly forced: Promise<ExitCode>;
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
