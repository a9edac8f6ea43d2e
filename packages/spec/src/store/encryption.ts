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

/** A key of a person has a name of 16 characters; one that everybody shares has another length. */
const PERSON_KEY = /~1\.([\w-]{16})\./g;

/** Names of the people's keys under which something in these texts is encrypted, each once. */
export function personKeysIn(...texts: readonly (string | null)[]): string[] {
  const names = texts.flatMap((text) => [...(text ?? "").matchAll(PERSON_KEY)].map(([, name = ""]) => name));
  return [...new Set(names)];
}

/** The key of one person in one matter. A store keeps it apart from what is encrypted under it, and cannot use it. */
export interface PersonKey {
  /** 16 characters of base64url; names the key inside of ciphertexts. */
  readonly name: string;
  /** The key, encrypted under a master key that no store has. */
  readonly wrapped: string;
}
