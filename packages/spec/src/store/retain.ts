/**
 * How long after a person's legal deadline each class of what the store has of them is kept, in milliseconds; absent = for
 * ever.
 */
export interface Kept {
  /** Addresses, columns of the audience, locale and time zone; the key stays. */
  readonly contacts?: number | undefined;
  /** Captured messages, texts of transactional messages, what people wrote back. */
  readonly bodies?: number | undefined;
  /** Requests of far ends, as they came, and what hints were judged by; that there was a hint stays. */
  readonly raw?: number | undefined;
}

/**
 * Takes out what was kept for long enough, counted from the deadline: until then an answer may still come, so nothing of an
 * open enrollment goes. Replies, receipts and hints that matched no recipient have no deadline: they are deleted seven days after
 * they came, whatever is kept of others.
 */
export interface RetainInput {
  /** Of the house; the newest plan of a campaign may say otherwise for its people (`keptOf` of the rules). */
  readonly keptMs: Kept;
  /** From the answer before; absent = from the beginning. */
  readonly cursor?: string | undefined;
}

export interface RetainAnswer {
  /** Rows that this batch emptied or deleted. */
  readonly erased: number;
  /** Where the walk goes on; absent = it has been everywhere. */
  readonly cursor: string | undefined;
}
