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
  findHolder(channel: Channel, address: string): Holder | undefined;
  /** Tracks an outside call until it ends. If the call fails, only increments the number of failures. */
  track<T>(work: T | Promise<T>, then?: (result: T) => void): void;
}

export interface Holder {
  readonly living: LivingPerson;
  /** Identifies the contact in every random draw. The identity does not depend on the ports of the servers. */
  readonly identity: string;
}
