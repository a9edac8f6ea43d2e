/** The kinds of encrypted values. A value can be decrypted only as its own kind. */
export type EncryptedKind =
  | "person"
  | "texts"
  | "captured-to"
  | "captured-content"
  | "reply-from"
  | "reply-text"
  | "hint"
  | "request";

/** Encrypts personal data for a store. Each value has its own key, derived from a master key that is in no store. */
export interface Codec {
  /** Marks of all known master keys, newest first. The newest key encrypts. */
  readonly marks: readonly [string, ...string[]];
  /** @param owner - identifies the recipient of the value; `decrypt` needs the same owner */
  encrypt(kind: EncryptedKind, text: string, owner: string): string;
  /** Returns `undefined` if the value is damaged, has another kind or owner, or if its master key is missing. */
  decrypt(kind: EncryptedKind, value: string, owner: string): string | undefined;
  encryptBytes(bytes: Uint8Array): Uint8Array;
  decryptBytes(value: Uint8Array): Uint8Array | undefined;
  digests(text: string): readonly [string, ...string[]];
  /** Milliseconds since 1970. The clock by which the store limits the age of its caches. */
  now(): number;
  /** Called once if another process uses a master key that this process lacks. The store then refuses to write. */
  onBehind(): void;
  /** Called with the number of values of a kind that one call could not decrypt. */
  onUnreadable(kind: EncryptedKind, count: number): void;
}

/** Placeholder for a value that cannot be decrypted. */
export const UNREADABLE_TEXT = "(unreadable)";

/** Prefix of encrypted values. The number is the version of the format. */
export const ENCRYPTED = "~1.";

/** True for an encrypted value, `~1.m<mark>.<base64url>`. */
export function isEncrypted(value: string | Uint8Array): boolean {
  if (typeof value === "string") return value.startsWith(ENCRYPTED);
  return value[0] === 0x7e && value[1] === 0x31 && value[2] === 0x2e;
}

const MASTER_KEY = /^~1\.m([\w-]{8})\./;

/** Returns the mark of the master key under which a value is encrypted. */
export function masterKeyName(value: string): string | undefined {
  return MASTER_KEY.exec(value)?.[1];
}
