import type { By } from "./operator-words.ts";

/** A recipient to forget. */
export interface ForgottenPerson {
  readonly tenant: string;
  /** The recipient's key in the caller's system. */
  readonly key: string;
  /** Keyed hashes of tenant and key, one per index key, the newest first. The first is kept and refuses later rows. */
  readonly tombstones: readonly string[];
}

/** The provider's id of one message, or its replacement. */
export interface AttemptRef {
  readonly attempt: number;
  readonly ref: string;
}

/** Forgets recipients in all campaigns of their tenant, or continues an earlier call. */
export interface EraseInput extends By {
  /** The recipients to forget; if empty, the call only continues an earlier one. */
  readonly people: readonly ForgottenPerson[];
  /**
   * Replacements of provider ids that may contain these recipients' addresses. While a message is being cancelled, its
   * original id is kept for the cancellation. @default none
   */
  readonly refs?: readonly AttemptRef[] | undefined;
}

export interface EraseAnswer {
  /** Number of enrollments of these recipients, including closed ones, that this call emptied. */
  readonly enrollments: number;
  /** How many of these enrollments were open, and so were cancelled first. */
  readonly cancelled: number;
  /** True if the scan is not complete: call again with an empty list. */
  readonly more: boolean;
  /** Old pages of the database's log still hold erased data, because a reader uses them. A later call removes them. */
  readonly isLogged: boolean;
}

/**
 * What a store has of a recipient. `here`: data in a campaign of the tenant, such as a refused row or a waiting event.
 * `forgotten`: only a tombstone. `never`: nothing.
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

/** How long each class of data is kept after the recipient's deadline, in milliseconds; absent means forever. */
export interface Kept {
  /** Addresses, columns of the audience, locale and time zone. The key is never erased. */
  readonly contacts?: number | undefined;
  /** Captured messages, texts of transactional messages, recipients' replies. */
  readonly bodies?: number | undefined;
  /** Raw requests of providers, and the details of signals. The signals themselves stay. */
  readonly raw?: number | undefined;
}

/**
 * Erases data whose retention has ended. Retention begins at the recipient's deadline, because an answer may arrive
 * until then. Replies, receipts and signals that match no recipient have no deadline, so they are deleted seven days
 * after arrival.
 */
export interface RetainInput {
  /**
   * Retention from the configuration; the newest plan of a campaign may set another for its recipients
   * (`retentionFor` of the rules).
   */
  readonly keptMs: Kept;
  /** The cursor of the previous answer; absent at the beginning. */
  readonly cursor?: string | undefined;
}

export interface RetainAnswer {
  /** Number of rows that this batch emptied or deleted. */
  readonly erased: number;
  /** Absent once the scan is complete. */
  readonly cursor: string | undefined;
}
