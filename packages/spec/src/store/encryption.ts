/** Prefix of ciphertexts; the number is the format's version. */
export const ENCRYPTED = "~1.";

/**
 * Distinguishes a ciphertext, `~1.<key name>.<base64url>`, from plain values, such as those stored before encryption
 * was configured.
 */
export function isEncrypted(value: string | Uint8Array): boolean {
  if (typeof value === "string") return value.startsWith(ENCRYPTED);
  return value[0] === 0x7e && value[1] === 0x31 && value[2] === 0x2e;
}

/** A recipient key has a name of 16 characters; shared keys have names of another length. */
const PERSON_KEY = /^[\w-]{16}\.$/;
const NAMED_LENGTH = 17;

/** Distinct names of the recipient keys in these ciphertexts. */
export function personKeysIn(...texts: readonly (string | null)[]): string[] {
  const names = new Set<string>();
  for (const text of texts) {
    for (let at = text?.indexOf(ENCRYPTED) ?? -1; text && at >= 0; at = text.indexOf(ENCRYPTED, at + 1)) {
      const from = at + ENCRYPTED.length;
      const named = text.slice(from, from + NAMED_LENGTH);
      if (PERSON_KEY.test(named)) names.add(named.slice(0, -1));
    }
  }
  return [...names];
}

const MASTER_KEY = /^~1\.m([\w-]{8})\.$/;

/** Distinct marks of the master keys in these ciphertexts, 13 characters such as `~1.mq3ZkP0aA.`. */
export function masterKeysIn(starts: readonly string[]): string[] {
  return [...new Set(starts.flatMap((start) => MASTER_KEY.exec(start)?.[1] ?? []))];
}

/** The key of one recipient in one enrollment. A store keeps it apart from its ciphertexts, and cannot use it. */
export interface PersonKey {
  /** 16 characters of base64url; names the key in ciphertexts. */
  readonly name: string;
  /** The key, encrypted with a master key that no store has. */
  readonly wrapped: string;
}

/**
 * Tables with encrypted values, in scan order: waiting requests first, because they become rows of the others; keys
 * last, so that all are in use.
 */
export const ENCRYPTED_PLACES = ["requests", "raw", "inbox", "outbox", "refusals", "people", "person_keys"] as const;
export type EncryptedPlace = (typeof ENCRYPTED_PLACES)[number];

/** A row with a plain value, or encrypted with a master key older than `newest`. */
export interface OutdatedRow {
  readonly place: EncryptedPlace;
  /** A key's name instead of a number. */
  readonly id: number | string;
  /**
   * As stored: JSON of a waiting request in `requests`; the bytes of `raw`; JSON of an `inbox` item; address and JSON
   * of the content in `outbox`; JSON of the contacts in `refusals`; JSON of contacts and of columns in `people`; a
   * wrapped key in `person_keys`.
   */
  readonly values: readonly (string | Uint8Array)[];
  /** The row's recipient, in `people` and `refusals`; a refused row may have no key. */
  readonly owner?: { readonly campaign: number; readonly key: string; readonly line: number } | undefined;
  /** In `inbox`: the provider of the item. */
  readonly provider?: string | undefined;
}

export interface ReencryptInput {
  /** Prefix of ciphertexts with the newest master key: `~1.<name>.`. */
  readonly newest: string;
  /** From the page before; absent = the beginning. */
  readonly cursor?: string | undefined;
}

export interface ReencryptPage {
  readonly rows: readonly OutdatedRow[];
  /** Absent = the scan is complete. */
  readonly cursor: string | undefined;
}

/** The replacement of an {@link OutdatedRow}. */
export interface RewrittenRow extends OutdatedRow {
  readonly rewritten: readonly (string | Uint8Array)[];
  /** Keyed hashes: of a reply's sender, of a refused row's contacts. */
  readonly digests?: readonly string[] | undefined;
  readonly personKey?: PersonKey | undefined;
}
