import type { By } from "./operator-words.ts";

/** A recipient who is to be forgotten. */
export interface ForgottenPerson {
  readonly tenant: string;
  /** The recipient's key in the caller's system. */
  readonly key: string;
  /** Keyed hashes of tenant and key, the newest index key's first: that one is what stays, and refuses later rows. */
  readonly tombstones: readonly string[];
}

/** The provider's own id of one message, or what stands in its place. */
export interface AttemptRef {
  readonly attempt: number;
  readonly ref: string;
}

/** Forgets recipients, over all campaigns of their tenant, or continues with what was begun. */
export interface EraseInput extends By {
  /** None = only what an earlier call began is carried on. */
  readonly people: readonly ForgottenPerson[];
  /**
   * What stands in place of providers' ids that may be made of these recipients' addresses. An order to call a message
   * back keeps its id until that is over. @default none
   */
  readonly refs?: readonly AttemptRef[] | undefined;
}

export interface EraseAnswer {
  /** Enrollments of these recipients, closed ones included, that this call has emptied. */
  readonly enrollments: number;
  /** How many of them were open, and were cancelled first. */
  readonly cancelled: number;
  /** There is more to look through: call again with an empty list. */
  readonly more: boolean;
  /** A reader still holds old log pages. A later call removes them. */
  readonly isLogged: boolean;
}

/**
 * What a store has of a recipient: `here` anything at all, in any campaign of the tenant, such as a refused row or an
 * event that waits for the recipient; `forgotten` a tombstone; `never` nothing.
 */
export type PersonStatus = "here" | "forgotten" | "never";

/** What a store does when a recipient is to be forgotten. */
export interface ForgettingVerbs {
  /**
   * Forgets recipients: an open enrollment is cancelled, everything that names them or was said to or by them is taken
   * out, the ledger and what they count for stay, and a keyed hash of their key refuses them from then on. In batches
   * that continue after a crash.
   */
  erase(input: EraseInput): Promise<EraseAnswer>;
  /** Providers' own ids of the messages that were meant for these recipients. */
  refsOf(people: readonly ForgottenPerson[]): Promise<readonly AttemptRef[]>;
}

/**
 * How long after a recipient's legal deadline each class of what the store has of them is kept, in milliseconds; absent
 * = for ever.
 */
export interface Kept {
  /** Addresses, columns of the audience, locale and time zone; the key stays. */
  readonly contacts?: number | undefined;
  /** Captured messages, texts of transactional messages, what recipients wrote back. */
  readonly bodies?: number | undefined;
  /** Requests of provider APIs, as they came, and what hints were judged by; that there was a hint stays. */
  readonly raw?: number | undefined;
}

/**
 * Takes out what was kept for long enough, counted from the deadline: until then an answer may still come, so nothing of an
 * open enrollment goes. Replies, receipts and hints that matched no recipient have no deadline: they are deleted seven days after
 * they came, whatever is kept of others.
 */
export interface RetainInput {
  /** Of the house; the newest plan of a campaign may say otherwise for its people (`retentionFor` of the rules). */
  readonly keptMs: Kept;
  /** From the answer before; absent = from the beginning. */
  readonly cursor?: string | undefined;
}

export interface RetainAnswer {
  /** Rows that this batch emptied or deleted. */
  readonly erased: number;
  /** Where the walk continues; absent = it has been everywhere. */
  readonly cursor: string | undefined;
}
