import type { Actor } from "./operator-words.ts";

export interface ForgottenPerson {
  readonly tenant: string;
  readonly key: string;
  /** Keyed hashes of tenant and key, newest index key first. The store keeps the first, to refuse later rows. */
  readonly tombstones: readonly string[];
}

export interface AttemptRef {
  readonly attempt: number;
  readonly ref: string;
}

/** Erases recipients in all campaigns of their tenant, or continues an earlier call. */
export interface EraseInput extends Actor {
  readonly people: readonly ForgottenPerson[];
  /** Replacements for message ids of providers that may contain recipients' addresses. @default none */
  readonly refs?: readonly AttemptRef[] | undefined;
}

export interface EraseAnswer {
  readonly enrollments: number;
  readonly cancelled: number;
  /** True if the scan is incomplete. Call again with an empty list. */
  readonly more: boolean;
  /** True if old pages of the database's log still contain erased data. A later call removes them. */
  readonly isLogged: boolean;
}

/** `here`: the store has data of the recipient, such as a refused row. `forgotten`: only a hash of the key. */
export type RecipientStatus = "here" | "forgotten" | "never";

/** How long each class of data is kept after the recipient's deadline, in milliseconds; absent for forever. */
export interface RetainMs {
  /** Addresses, audience columns, locale and time zone. The key is never erased. */
  readonly contacts?: number | undefined;
  /** Captured messages, texts of transactional messages, and recipients' replies. */
  readonly bodies?: number | undefined;
  readonly raw?: number | undefined;
}

/** Erases data whose retention has ended. Retention starts at the recipient's deadline. */
export interface RetainInput {
  /** Retention in the configuration, unless a campaign's newest plan sets another one. */
  readonly keptMs: RetainMs;
  readonly cursor?: string | undefined;
}

export interface RetainAnswer {
  readonly erased: number;
  readonly cursor: string | undefined;
}
