/** Begins whatever is encrypted; the number is that of the form. */
export const ENCRYPTED = "~1.";

/**
 * Tells a ciphertext from what a store holds readable, such as what it kept before it was told to encrypt: the form, the
 * name of the key, and what that key makes of it, `~1.<name>.<base64url>`.
 */
export function isEncrypted(value: string | Uint8Array): boolean {
  if (typeof value === "string") return value.startsWith(ENCRYPTED);
  return value[0] === 0x7e && value[1] === 0x31 && value[2] === 0x2e;
}

/** A key of a recipient has a name of 16 characters; one that all share has another length. */
const PERSON_KEY = /^[\w-]{16}\.$/;
const NAMED_LENGTH = 17;

/** Names of the recipients' keys under which something in these texts is encrypted, each once. */
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

/** Marks of the master keys in these beginnings of ciphertexts, 13 characters such as `~1.mq3ZkP0aA.`; each once. */
export function masterKeysIn(starts: readonly string[]): string[] {
  return [...new Set(starts.flatMap((start) => MASTER_KEY.exec(start)?.[1] ?? []))];
}

/**
 * The key of one recipient in one enrollment. A store keeps it apart from what is encrypted under it, and cannot use
 * it.
 */
export interface PersonKey {
  /** 16 characters of base64url; names the key inside of ciphertexts. */
  readonly name: string;
  /** The key, encrypted under a master key that no store has. */
  readonly wrapped: string;
}

/**
 * Tables in which something is encrypted, in the order in which a walk looks at them: what waits to be carried out first, as
 * it becomes rows of the others; keys last, so that each is in use.
 */
export const ENCRYPTED_PLACES = ["requests", "raw", "inbox", "outbox", "refusals", "people", "person_keys"] as const;
export type EncryptedPlace = (typeof ENCRYPTED_PLACES)[number];

/** A row of which something is readable, or encrypted under an older master key than `newest`. */
export interface OutdatedRow {
  readonly place: EncryptedPlace;
  /** A key has its name. */
  readonly id: number | string;
  /**
   * As stored: JSON of a request that waits in `requests`; the bytes of `raw`; JSON of an `inbox` item; address and JSON of the content in `outbox`; JSON of the contacts
   * in `refusals`; JSON of contacts and of columns in `people`; a wrapped key in `person_keys`.
   */
  readonly values: readonly (string | Uint8Array)[];
  /** Whose row it is, in `people` and `refusals`; a refused row may have no key. */
  readonly owner?: { readonly campaign: number; readonly key: string; readonly line: number } | undefined;
  /** In `inbox`: the provider that it came through. */
  readonly provider?: string | undefined;
}

export interface ReencryptInput {
  /** How ciphertexts under the newest master key begin: `~1.<name>.`. */
  readonly newest: string;
  /** From the page before; absent = from the beginning. */
  readonly cursor?: string | undefined;
}

export interface ReencryptPage {
  readonly rows: readonly OutdatedRow[];
  /** Where the walk continues; absent = it has been everywhere. */
  readonly cursor: string | undefined;
}

/** What stands in place of an {@link OutdatedRow}. */
export interface RewrittenRow extends OutdatedRow {
  readonly rewritten: readonly (string | Uint8Array)[];
  /** Keyed hashes: of who wrote a reply, of the contacts of a refused row. */
  readonly digests?: readonly string[] | undefined;
  readonly personKey?: PersonKey | undefined;
}
