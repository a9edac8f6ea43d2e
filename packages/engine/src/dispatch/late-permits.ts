import type { PermitAnswer } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";

/**
 * A permit means "now": what has not left this long after it was asked for needs another one, in milliseconds. Twice
 * what the store usually takes comes on top, so that one which is slow all the time is no reason to ask again and
 * again.
 */
const PERMIT_LIVES_MS = 250;
/** The quickest of this many rounds is what the store usually takes: a stall is not, until it has lasted. */
const ROUNDS = 8;
/** How long a store that fails is left alone, in milliseconds. */
const RETRY_MS = 100;

/** A message that is ready, whose permit is void: the worker was frozen, or the store slow, in between. */
interface Waiting {
  /** It is too late for this message. */
  isOver(): boolean;
  leave(mayLeave: boolean): void;
}

/** The provider that a permit is for. */
interface LateAsk {
  readonly provider: string;
  /** The configured rate; absent = none. */
  readonly perSecond: number | undefined;
}

/** Permits once more, for messages whose own came too early. Many that thaw together leave one after the other. */
export interface LatePermits {
  /** The store gave permits and recipients in this many milliseconds. */
  heard(tookMs: number): void;
  /** What was asked for then is worth nothing any more. */
  isVoid(askedAt: number): boolean;
  /** Waits until one message may leave through this provider; false when `isOver` came first. */
  wait(ask: LateAsk, isOver: () => boolean): Promise<boolean>;
}

export function createLatePermits({ runtime, store }: EngineContext): LatePermits {
  const queues = new Map<string, Waiting[]>();
  let rounds: number[] = [];

  function isVoid(askedAt: number): boolean {
    return runtime.now() - askedAt > PERMIT_LIVES_MS + (rounds.length > 0 ? 2 * Math.min(...rounds) : 0);
  }

  /** What may leave now. An answer that was long on its way is worth one message, so that a slow store stops no message. */
  async function granted({ provider, perSecond }: LateAsk, wanted: number): Promise<PermitAnswer> {
    const askedAt = runtime.now();
    try {
      const answer = await store.permit({ provider, perSecond, wanted });
      return isVoid(askedAt) ? { ...answer, granted: Math.min(1, answer.granted) } : answer;
    } catch {
      return { granted: 0, waitMs: RETRY_MS }; // the claims, which ask too, say what is wrong with the store
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
    heard(tookMs) {
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
