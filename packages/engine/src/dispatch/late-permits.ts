import type { PermitAnswer } from "@relance/spec";
import type { Needs } from "../base/context.ts";

/** A permit expires after this many milliseconds plus twice the store's usual latency. */
const PERMIT_LIVES_MS = 250;
/** The usual latency is the lowest of this many last claims, so that a few slow claims do not raise it. */
const ROUNDS = 8;
const RETRY_MS = 100;

/** A message that is ready, but has a permit that expired because the worker or the store was slow. */
interface Waiting {
  isOver(): boolean;
  leave(mayLeave: boolean): void;
}

interface LateAsk {
  readonly provider: string;
  readonly perSecond: number | undefined;
}

/** Gets new permits for messages whose permits expired, and sends these messages one after the other. */
export interface LatePermits {
  record(tookMs: number): void;
  isVoid(askedAt: number): boolean;
  /** Waits for a permit to send through this provider. Returns false if `isOver` returns true first. */
  wait(ask: LateAsk, isOver: () => boolean): Promise<boolean>;
}

export function createLatePermits({ runtime, store }: Needs<"runtime" | "store">): LatePermits {
  const queues = new Map<string, Waiting[]>();
  let rounds: number[] = [];

  function isVoid(askedAt: number): boolean {
    return runtime.now() - askedAt > PERMIT_LIVES_MS + (rounds.length > 0 ? 2 * Math.min(...rounds) : 0);
  }

  /** Requests permits. If the new permits have expired too when the store answers, one of them is used anyway. */
  async function granted({ provider, perSecond }: LateAsk, wanted: number): Promise<PermitAnswer> {
    const askedAt = runtime.now();
    try {
      const answer = await store.permit({ provider, perSecond, wanted });
      return isVoid(askedAt) ? { ...answer, granted: Math.min(1, answer.granted) } : answer;
    } catch {
      return { granted: 0, waitMs: RETRY_MS }; // the next claim reports the store's failure
    }
  }

  async function serve(ask: LateAsk, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const { granted: count, waitMs } = await granted(ask, queue.length);
      const over = queue.filter(({ isOver }) => isOver());
      for (const one of over) {
        queue.splice(queue.indexOf(one), 1);
        one.leave(false);
      }
      for (const { leave } of queue.splice(0, count)) leave(true);
      if (queue.length > 0) await runtime.sleep(waitMs);
    }
    queues.delete(ask.provider);
  }

  return {
    isVoid,
    record(tookMs) {
      rounds = [...rounds.slice(1 - ROUNDS), tookMs];
    },
    wait(ask, isOver) {
      return new Promise((leave) => {
        const queue = queues.get(ask.provider);
        if (queue !== undefined) {
          queue.push({ isOver, leave });
          return;
        }
        const own: Waiting[] = [{ isOver, leave }];
        queues.set(ask.provider, own);
        void serve(ask, own);
      });
    },
  };
}
