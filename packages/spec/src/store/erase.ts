import type { By } from "./operator-words.ts";

/** Somebody who is to be forgotten. */
export interface ForgottenPerson {
  readonly tenant: string;
  /** The person's key in the caller's system. */
  readonly key: string;
  /** Keyed hashes of tenant and key, the newest index key's first: that one is what stays, and refuses later rows. */
  readonly tombstones: readonly string[];
}

/** The provider's own id of one message, or what stands in its place. */
export interface AttemptRef {
  readonly attempt: number;
  readonly ref: string;
}

/** Forgets people, over all campaigns of their tenant, or goes on with what was begun. */
export interface EraseInput extends By {
  /** None = only what an earlier call began is carried on. */
  readonly people: readonly ForgottenPerson[];
  /**
   * What stands in the place of providers' ids that may be made of these people's addresses. An order to call a message back
   * keeps its id until that is over. @default none
   */
  readonly refs?: readonly AttemptRef[] | undefined;
}

export interface EraseAnswer {
  /** Enrollments of these people, closed ones included, that this call has emptied. */
  readonly enrollments: number;
  /** How many of them were open, and were cancelled first. */
  readonly cancelled: number;
  /** There is more to look through: call again with nobody. */
  readonly more: boolean;
  /** Old pages are still in a log that somebody is reading; a later call with nobody cuts it. */
  readonly isLogged: boolean;
}

/**
 * What a store has of somebody: `here` anything at all, in any campaign of the tenant, such as a refused row or an event that
 * waits for the person; `forgotten` a tombstone; `never` nothing.
 */
export type PersonStatus = "here" | "forgotten" | "never";
