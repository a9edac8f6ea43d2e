import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Host } from "../host.ts";

/** Ctrl-C and SIGTERM: the first asks to stop, the second leaves at once. */
export interface Stop {
  /** From now on signals are ours. `onFirst` says what is being waited for. */
  listen(onFirst: () => void): AbortSignal;
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the code of the second signal. */
  readonly forced: Promise<ExitCode>;
  /** Stops as if asked by a signal. */
  request(): void;
  release(): void;
}

export function createStop(host: Host): Stop {
  const stopping = new AbortController();
  const forced = Promise.withResolvers<ExitCode>();
  let release = () => {};
  return {
    signal: stopping.signal,
    forced: forced.promise,
    request: () => stopping.abort(),
    release: () => release(),
    listen(onFirst) {
      release();
      release = host.signals.on((signal) => {
        if (stopping.signal.aborted) return forced.resolve(EXIT[signal]);
        stopping.abort();
        onFirst();
      });
      return stopping.signal;
    },
  };
}
