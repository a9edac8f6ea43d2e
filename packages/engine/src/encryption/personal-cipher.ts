import type { PersonKey } from "@relance/spec";

/** The kind of a ciphertext: one that replaces another kind cannot be decrypted. */
export type PersonalKind =
  | "address"
  | "variables"
  | "captured-to"
  | "captured-content"
  | "reply-from"
  | "reply-text"
  | "hint"
  | "request";

/** Authenticated encryption of personal data. */
export interface DataKey {
  encrypt(kind: PersonalKind, text: string): string;
  /** `undefined` = damaged, of another kind, or under another key. */
  decrypt(kind: PersonalKind, value: string): string | undefined;
}

/** The key for data whose recipient is not known yet. */
export interface SharedKey {
  /** @param beside - the ciphertext it belongs to: next to another one it cannot be decrypted */
  encrypt(kind: PersonalKind, text: string, beside?: string): string;
  /** As {@link DataKey.decrypt}. */
  decrypt(kind: PersonalKind, value: string, beside?: string): string | undefined;
}

/** A key of one recipient; owner and ciphertexts are bound to it. */
export interface OwnedKey extends DataKey {
  isOf(owner: string): boolean;
}

/** A new key, with its stored form. */
export interface NewPersonKey extends OwnedKey {
  readonly kept: PersonKey;
}

/** The master keys, which no store has. */
export interface PersonalCipher {
  /** Marks of the master keys, the newest first: a store remembers them. */
  readonly marks: readonly [string, ...string[]];
  newKey(owner: string): NewPersonKey;
  /** `undefined` = damaged, or wrapped with a missing master key. */
  openKey(kept: PersonKey): OwnedKey | undefined;
  /** The same key, wrapped with the newest master key; `undefined` as for {@link openKey}. */
  rewrap(kept: PersonKey): PersonKey | undefined;
  /** For data whose recipient is unknown. Encrypts with the newest master key, decrypts with all. */
  readonly shared: SharedKey;
  encryptBytes(bytes: Uint8Array): Uint8Array;
  /** As {@link DataKey.decrypt}. */
  decryptBytes(value: Uint8Array): Uint8Array | undefined;
}
