import type { Fault, Habits, Hands, Person, VirtualClock, World } from "../../src/index.ts";
import { createWorld, virtualClock } from "../../src/index.ts";

export const START: number = Date.UTC(2013, 7, 1, 8);

export function people(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `p${index}`,
    contacts: [
      { channel: "sms", address: `+3363998${String(index).padStart(4, "0")}` },
      { channel: "email", address: `p${index}@example.org` },
      { channel: "push", address: `https://push.example.org/push/${index}` },
    ],
  }));
}

export function phoneOf(index: number): string {
  return `+3363998${String(index).padStart(4, "0")}`;
}

export interface Scene {
  readonly world: World;
  readonly clock: VirtualClock;
  run(): Promise<void>;
}

export function scene(init: {
  readonly seed?: number;
  readonly count?: number;
  readonly habits?: Partial<Habits>;
  readonly faults?: readonly Fault[];
  readonly hands?: Hands;
}): Scene {
  const clock = virtualClock(START);
  const { seed = 1, count = 0, habits, faults, hands } = init;
  const world = createWorld({ seed, clock, habits, faults, hands });
  world.add(people(count));
  return {
    world,
    clock,
    async run() {
      for (let next = clock.nextAt(); next !== undefined; next = clock.nextAt()) {
        clock.advanceTo(next);
        while (world.inFlight() > 0) await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
