import type { PersonKey } from "@relance/spec";

/** What a ciphertext is: one that was put in place of another kind cannot be read. */
export type PersonalKind =
  | "address"
  | "variables"
  | "captured-to"
  | "captured-content"
  | "reply-from"
  | "reply-text"
  | "hint"
  | "request";

/** Encrypts what is told of recipients, with authentication. */
export interface DataKey {
  encrypt(kind: PersonalKind, text: string): string;
  /** `undefined` = not as it was written: damaged, of another kind, or under another key. */
  decrypt(kind: PersonalKind, value: string): string | undefined;
}

/** The key of what is stored before it is known whose it is. */
export interface SharedKey {
  /** @param beside - the ciphertext that it belongs to: it cannot be read beside another one */
  encrypt(kind: PersonalKind, text: string, beside?: string): string;
  /** As {@link DataKey.decrypt}. */
  decrypt(kind: PersonalKind, value: string, beside?: string): string | undefined;
}

/** A key of one recipient. It knows whose it is, and so does each ciphertext under it. */
export interface OwnedKey extends DataKey {
  isOf(owner: string): boolean;
}

/** A new key, and how a store keeps it. */
export interface NewPersonKey extends OwnedKey {
  readonly kept: PersonKey;
}

/** The keys that no store has. */
export interface PersonalCipher {
  /** Marks of the master keys, the newest first: what a store remembers of them. */
  readonly marks: readonly [string, ...string[]];
  newKey(owner: string): NewPersonKey;
  /** `undefined` = it was wrapped under a master key that is not here, or is damaged. */
  openKey(kept: PersonKey): OwnedKey | undefined;
  /** The same key, wrapped under the newest master key; `undefined` as with {@link openKey}. */
  rewrap(kept: PersonKey): PersonKey | undefined;
  /** For what is stored before anybody knows whose it is. Encrypts under the newest master key, reads under all. */
  readonly shared: SharedKey;
  encryptBytes(bytes: Uint8Array): Uint8Array;
  /** As {@link DataKey.decrypt}. */
  decryptBytes(value: Uint8Array): Uint8Array | undefined;
}
