/** The kind of an encrypted value: in the place of another kind it cannot be decrypted. */
export type EncryptedKind =
  | "person"
  | "texts"
  | "captured-to"
  | "captured-content"
  | "reply-from"
  | "reply-text"
  | "hint"
  | "request";

/**
 * Encrypts personal data for a store, which receives it when it is opened. Every value has its own key, derived from
 * a random seed stored next to it and a master key that no store has.
 */
export interface Codec {
  /** Marks of the master keys, the newest first. New values are under the newest; all can be decrypted. */
  readonly marks: readonly [string, ...string[]];
  /** @param owner - what the value belongs to, such as a recipient of a campaign: elsewhere it cannot be decrypted */
  encrypt(kind: EncryptedKind, text: string, owner: string): string;
  /** `undefined` = damaged, of another kind or owner, or under a missing master key. */
  decrypt(kind: EncryptedKind, value: string, owner: string): string | undefined;
  encryptBytes(bytes: Uint8Array): Uint8Array;
  /** As {@link Codec.decrypt}. */
  decryptBytes(value: Uint8Array): Uint8Array | undefined;
  /** Keyed hashes of a text, one per index key, the newest first. */
  digests(text: string): readonly [string, ...string[]];
  /** The clock that decides how long a cached answer of the store is valid, in milliseconds. */
  now(): number;
  /** Called once when another process uses a master key that is missing here: nothing more is written. */
  onBehind(): void;
  /** Called with the number of values that one call could not decrypt, by kind. */
  onUnreadable(kind: EncryptedKind, count: number): void;
}

/** Placeholder for a value that cannot be decrypted. */
export const UNREADABLE_TEXT = "(unreadable)";

/** Prefix of encrypted values; the number is the format's version. */
export const ENCRYPTED = "~1.";

/** Distinguishes an encrypted value, `~1.m<mark>.<base64url>`, from a plain one. */
export function isEncrypted(value: string | Uint8Array): boolean {
  if (typeof value === "string") return value.startsWith(ENCRYPTED);
  return value[0] === 0x7e && value[1] === 0x31 && value[2] === 0x2e;
}

const MASTER_KEY = /^~1\.m([\w-]{8})\./;

/** The mark of the master key of an encrypted value. */
export function masterKeyOf(value: string): string | undefined {
  return MASTER_KEY.exec(value)?.[1];
}
