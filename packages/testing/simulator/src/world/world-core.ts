import type { Channel } from "@relance/spec";
import type { Clock } from "./clock.ts";
import type { Habits } from "./habits.ts";
import type { Hands } from "./hands.ts";
import type { LivingPerson } from "./person.ts";
import type { Script } from "./script.ts";

export interface WorldCore {
  readonly seed: number;
  readonly clock: Clock;
  readonly script: Script;
  readonly habits: Habits;
  readonly hands: Hands;
  /** Returns the recipient who has an address. */
  holderOf(channel: Channel, address: string): Holder | undefined;
  /** Tracks work outside the world until it ends. Failures are counted, never thrown. */
  track<T>(work: T | Promise<T>, then?: (result: T) => void): void;
}

export interface Holder {
  readonly living: LivingPerson;
  /** Names the contact in every draw. The name is the same in every run, whatever ports the servers use. */
  readonly identity: string;
}
