import type { By } from "./operator-words.ts";

/** A recipient to forget. */
export interface ForgottenPerson {
  readonly tenant: string;
  /** The recipient's key in the caller's system. */
  readonly key: string;
  /** Keyed hashes of tenant and key, the newest index key's first: that one stays and refuses later rows. */
  readonly tombstones: readonly string[];
}

/** The provider's id of one message, or its replacement. */
export interface AttemptRef {
  readonly attempt: number;
  readonly ref: string;
}

/** Forgets recipients in all campaigns of their tenant, or continues an earlier call. */
export interface EraseInput extends By {
  /** Empty = only continues what an earlier call began. */
  readonly people: readonly ForgottenPerson[];
  /**
   * Replacements of provider ids that may contain these recipients' addresses. A pending cancellation of a message
   * keeps its id until it is done. @default none
   */
  readonly refs?: readonly AttemptRef[] | undefined;
}

export interface EraseAnswer {
  /** Enrollments of these recipients, closed ones included, that this call emptied. */
  readonly enrollments: number;
  /** Of these, how many were open and were cancelled first. */
  readonly cancelled: number;
  /** There is more to scan: call again with an empty list. */
  readonly more: boolean;
  /** A reader still holds old log pages. A later call removes them. */
  readonly isLogged: boolean;
}

/**
 * What a store has of a recipient: `here` anything in any campaign of the tenant, such as a refused row or a waiting
 * event; `forgotten` a tombstone; `never` nothing.
 */
export type PersonStatus = "here" | "forgotten" | "never";

/** The part of a store that forgets recipients. */
export interface ForgettingVerbs {
  /**
   * Forgets recipients: cancels open enrollments and removes everything that names them, their replies, and the
   * messages to them. The ledger and counts stay, and a keyed hash of their key refuses them from then on. Works in
   * batches that resume after a crash.
   */
  erase(input: EraseInput): Promise<EraseAnswer>;
}

/** How long each class of a recipient's data is kept after their legal deadline, in milliseconds; absent = for ever. */
export interface Kept {
  /** Addresses, columns of the audience, locale and time zone; the key stays. */
  readonly contacts?: number | undefined;
  /** Captured messages, texts of transactional messages, recipients' replies. */
  readonly bodies?: number | undefined;
  /** Raw requests of providers, and the details of signals; that a signal occurred stays. */
  readonly raw?: number | undefined;
}

/**
 * Erases expired data, counted from the deadline: until then an answer may still arrive, so open enrollments keep
 * everything. Replies, receipts and signals that match no recipient have no deadline: they are deleted seven days after
 * arrival.
 */
export interface RetainInput {
  /**
   * Retention from the configuration; the newest plan of a campaign may set another for its recipients
   * (`retentionFor` of the rules).
   */
  readonly keptMs: Kept;
  /** From the answer before; absent = the beginning. */
  readonly cursor?: string | undefined;
}

export interface RetainAnswer {
  /** Rows that this batch emptied or deleted. */
  readonly erased: number;
  /** Absent = the scan is complete. */
  readonly cursor: string | undefined;
}
