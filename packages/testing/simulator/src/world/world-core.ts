import type { Channel } from "@relance/spec";
import type { Clock } from "./clock.ts";
import type { Habits } from "./habits.ts";
import type { Hands } from "./hands.ts";
import type { LivingPerson } from "./person.ts";
import type { Script } from "./script.ts";

/** Shared by all parts of the world. */
export interface WorldCore {
  readonly seed: number;
  readonly clock: Clock;
  readonly script: Script;
  readonly habits: Habits;
  readonly hands: Hands;
  /** The recipient at an address. */
  holderOf(channel: Channel, address: string): Holder | undefined;
  /** Tracks outside work until it ends. Failures are counted, never thrown. */
  track<T>(work: T | Promise<T>, then?: (result: T) => void): void;
}

/** The recipient behind an address. */
export interface Holder {
  readonly living: LivingPerson;
  /** Names the contact in every draw; the same in every run, wherever the servers listen. */
  readonly identity: string;
}
