import type { Channel } from "@relance/spec";
import type { Clock } from "./clock.ts";
import type { Habits } from "./habits.ts";
import type { Hands } from "./hands.ts";
import type { LivingPerson } from "./person.ts";
import type { Script } from "./script.ts";

/** What every part of the world stands on. */
export interface WorldCore {
  readonly seed: number;
  readonly clock: Clock;
  readonly script: Script;
  readonly habits: Habits;
  readonly hands: Hands;
  /** Who can be reached at an address. */
  holderOf(channel: Channel, address: string): Holder | undefined;
  /** Notes that something is under way outside until it ends; says when it has. Failures are counted, never thrown. */
  track<T>(work: T | Promise<T>, then?: (result: T) => void): void;
}

/** The recipient behind an address. */
export interface Holder {
  readonly living: LivingPerson;
  /** Names the contact in every draw; the same in every run, wherever the provider APIs listen. */
  readonly identity: string;
}
