import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Host } from "../host.ts";

/** A second signal within this time is ignored: `npx` and `npm run` repeat the terminal's signal. */
const ECHO_MS = 300;

/** At the first Ctrl-C or SIGTERM, the process stops gracefully. At the second signal, it ends immediately. */
export interface Stop {
  /** Starts to handle signals. `onFirst` prints the work for which the process still waits. */
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
