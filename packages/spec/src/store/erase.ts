import type { Actor } from "./operator-words.ts";

export interface ForgottenPerson {
  readonly tenant: string;
  readonly key: string;
  /** Keyed hashes of tenant and key, newest index key first. The store keeps the first hash, to refuse later rows. */
  readonly tombstones: readonly string[];
}

export interface AttemptRef {
  readonly attempt: number;
  readonly ref: string;
}

/** Forgets recipients in all campaigns of their tenant, or continues an earlier call. */
export interface EraseInput extends Actor {
  readonly people: readonly ForgottenPerson[];
  /** Replacements of provider ids that may contain recipients' addresses. @default none */
  readonly refs?: readonly AttemptRef[] | undefined;
}

export interface EraseAnswer {
  readonly enrollments: number;
  readonly cancelled: number;
  /** True if the scan is incomplete: call again with an empty list. */
  readonly more: boolean;
  /** True if old pages of the database's log still hold erased data. A later call removes the pages. */
  readonly isLogged: boolean;
}

/** `here`: the store has data of the recipient, such as a refused row. `forgotten`: the store has only a tombstone. */
export type RecipientStatus = "here" | "forgotten" | "never";

/** How long each class of data is kept after the recipient's deadline, in milliseconds; absent means forever. */
export interface RetainMs {
  /** Addresses, columns of the audience, locale and time zone. The key is never erased. */
  readonly contacts?: number | undefined;
  /** Captured messages, texts of transactional messages, recipients' replies. */
  readonly bodies?: number | undefined;
  readonly raw?: number | undefined;
}

/** Erases data whose retention has ended. Retention begins at the recipient's deadline. */
export interface RetainInput {
  /** Retention from the configuration, unless the newest plan of a campaign sets another. */
  readonly keptMs: RetainMs;
  readonly cursor?: string | undefined;
}

export interface RetainAnswer {
  readonly erased: number;
  readonly cursor: string | undefined;
}
