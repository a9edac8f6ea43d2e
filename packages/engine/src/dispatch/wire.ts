import { ProviderError, type Runtime } from "@relance/spec";

/** Interval between checks for calls that exceed their timeout, in milliseconds. */
const SWEEP_MS = 500;

interface Call {
  readonly end: number;
  /** True once the call's signal has aborted. If the call still runs at the next check, it is abandoned. */
  isAborted: boolean;
  giveUp(): void;
}

interface WireCall<T> {
  readonly name: string;
  readonly budgetMs: number;
  send(signal: AbortSignal): Promise<T>;
  onLate?(answer: T): void;
}

/** Provider calls in progress. All calls share one timer for timeouts, because a timer per call costs more CPU. */
export interface Wire {
  /**
   * Runs a call. If the call ignores its signal, the next check abandons it.
   * @throws {ProviderError} `provider/timeout` if the call is abandoned; its outcome is then unknown
   */
  run<T>(call: WireCall<T>): Promise<T>;
  readonly stopped: boolean;
  stop(): void;
}

export function createWire(runtime: Runtime): Wire {
  const calls = new Map<AbortController, Call>();
  let stopped = false;
  let sweeping = false;

  async function sweep(): Promise<void> {
    sweeping = true;
    while (calls.size > 0) {
      await runtime.sleep(SWEEP_MS);
      const now = runtime.now();
      for (const [controller, call] of calls) {
        if (call.isAborted) call.giveUp();
        else if (now >= call.end) abort(controller, call);
      }
    }
    sweeping = false;
  }

  function abort(controller: AbortController, call: Call): void {
    call.isAborted = true;
    controller.abort();
  }

  return {
    get stopped() {
      return stopped;
    },
    run<T>({ name, budgetMs, send, onLate }: WireCall<T>) {
      const controller = new AbortController();
      return new Promise<T>((resolve, reject) => {
        const end = () => calls.delete(controller);
        const giveUp = () => {
          if (end()) reject(leftBehind(name));
        };
        calls.set(controller, { end: runtime.now() + budgetMs, isAborted: false, giveUp });
        if (!sweeping) void sweep();
        send(controller.signal).then(
          (answer) => (end() ? resolve(answer) : onLate?.(answer)),
          (error: unknown) => {
            if (end()) reject(error);
          },
        );
      });
    },
    stop() {
      stopped = true;
      for (const [controller, call] of calls) abort(controller, call);
    },
  };
}

function leftBehind(provider: string): ProviderError {
  return new ProviderError("provider/timeout", "the call to the provider took longer than its timeout", {
    provider,
    disposition: "retry",
    outcome: "unknown",
  });
}
