import { realClock } from "../time/real-clock.ts";
import type { CourierOptions } from "../world/courier-options.ts";
import { SILENT_HABITS } from "../world/habits.ts";
import { NO_LATENCY } from "../world/latency.ts";
import { createWorld, type World } from "../world/world.ts";

/** The world a far end lives in. */
export interface Surroundings {
  readonly world: World;
  readonly courier: CourierOptions | undefined;
  /** Lets go of what was made for it. */
  release(): void;
}

/** Keeps the given world, or makes a plain one for a far end alone: real time, nobody acts, all arrives at once. */
export function standaloneWorld(world: World | undefined, courier: CourierOptions | undefined): Surroundings {
  if (world) return { world, courier, release: () => undefined };
  const clock = realClock();
  return {
    world: createWorld({ seed: 0, clock, habits: SILENT_HABITS }),
    courier: { latency: NO_LATENCY, receiptLatency: NO_LATENCY, receipts: 1, ...courier },
    release: () => clock[Symbol.dispose](),
  };
}
