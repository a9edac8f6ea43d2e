import type { Signer, Store } from "@relance/spec";
import type { PersonalCipher, PersonalKind } from "./personal-cipher.ts";

/** What encryption around a store works with. */
export interface EncryptionContext {
  /** The store that sees ciphertexts alone. */
  readonly inner: Store;
  readonly cipher: PersonalCipher;
  readonly signer: Signer;
  /** SHA-256 in lower-case hex. */
  readonly hash: (data: Uint8Array) => string;
  /** Lets other work run. */
  readonly yield: () => Promise<void>;
  /** Milliseconds of a clock. */
  readonly now: () => number;
  /** Told once when the store continued under a master key that is not here, and nothing more is written. */
  readonly onBehind: () => void;
  /** Told of values that could not be read, by what they are. */
  readonly onUnreadable: (kind: PersonalKind, count: number) => void;
}

/** Stands for a campaign that is not there yet, as a message in a caller's transaction has none. */
export const NO_CAMPAIGN = 0;

/**
 * Whose something is: a recipient of a campaign, or a line of its audience that has no key. It is the same in every
 * store, and part of what is encrypted under the recipient's key: in another recipient's row it cannot be read.
 */
export function ownerOf(campaign: number, key: string, line = 0): string {
  return key === "" ? `${campaign}/${line}` : `${campaign} ${key}`;
}

/** As which owners a row may have been encrypted. */
export function ownersOf(campaign: number, key: string, line?: number): readonly string[] {
  return [ownerOf(campaign, key, line), ownerOf(NO_CAMPAIGN, key, line)];
}
