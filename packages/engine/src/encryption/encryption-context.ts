import type { Signer, Store } from "@relance/spec";
import type { PersonalCipher, PersonalKind } from "./personal-cipher.ts";

export interface EncryptionContext {
  /** The wrapped store, which sees ciphertexts only. */
  readonly inner: Store;
  readonly cipher: PersonalCipher;
  readonly signer: Signer;
  /** SHA-256 in lower-case hex. */
  readonly hash: (data: Uint8Array) => string;
  /** Lets other work run. */
  readonly yield: () => Promise<void>;
  readonly now: () => number;
  /** Called once when another process uses a master key that is missing here: nothing more is written. */
  readonly onBehind: () => void;
  /** Called with the number of unreadable values, by kind. */
  readonly onUnreadable: (kind: PersonalKind, count: number) => void;
}

/** Placeholder for a campaign that does not exist yet, such as of a message in a caller's transaction. */
export const NO_CAMPAIGN = 0;

/**
 * Identifies the owner of encrypted data: a recipient of a campaign, or a line of its audience without a key. It is
 * equal in every store, and authenticated with each ciphertext: in another recipient's row it cannot be decrypted.
 */
export function ownerOf(campaign: number, key: string, line = 0): string {
  return key === "" ? `${campaign}/${line}` : `${campaign} ${key}`;
}

/** The possible owners of a row. */
export function ownersOf(campaign: number, key: string, line?: number): readonly string[] {
  return [ownerOf(campaign, key, line), ownerOf(NO_CAMPAIGN, key, line)];
}
