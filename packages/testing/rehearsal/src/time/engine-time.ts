import { hash } from "node:crypto";
import { rollDice } from "@relance/simulator";
import type { Runtime } from "@relance/spec";

const GRID_MS = 1_000;

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Virtual time for the engine. The owner of the clock wakes each sleeping call of the engine when the call is due. */
export interface EngineTime {
  readonly runtime: Runtime;
  nextAt(): number | undefined;
  wake(): void;
  /** Runs all code that can run before time advances. */
  drain(): Promise<void>;
}

export function engineTime(seed: number, now: () => number): EngineTime {
  const sleepers: Sleeper[] = [];
  const random = rollDice(seed, ["engine"]);
  let ids = 0;

  function insert(sleeper: Sleeper): void {
    let index = sleepers.length;
    while (index > 0 && (sleepers[index - 1]?.at ?? 0) > sleeper.at) index -= 1;
    sleepers.splice(index, 0, sleeper);
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const hurry = () => {
        const index = sleepers.indexOf(sleeper);
        if (index >= 0) sleepers.splice(index, 1);
        resolve();
      };
      const sleeper: Sleeper = {
        at: wakeAt(now(), Math.max(0, ms)),
        wake: () => {
          signal?.removeEventListener("abort", hurry);
          resolve();
        },
      };
      insert(sleeper);
      signal?.addEventListener("abort", hurry, { once: true });
    });
  }

  return {
    runtime: {
      now,
      sleep,
      random,
      id: () => `rehearsal-${++ids}`,
      hash: (data) => hash("sha256", data, "hex"),
      yield: () => Promise.resolve(),
    },
    nextAt: () => sleepers[0]?.at,
    wake() {
      for (let first = sleepers[0]; first !== undefined && first.at <= now(); first = sleepers[0]) {
        sleepers.shift();
        first.wake();
      }
    },
    drain: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

/** Rounds the end of a sleep of at least one second up to a full second, so that many calls wake together. */
function wakeAt(now: number, ms: number): number {
  return ms < GRID_MS ? now + ms : Math.ceil((now + ms) / GRID_MS) * GRID_MS;
}
