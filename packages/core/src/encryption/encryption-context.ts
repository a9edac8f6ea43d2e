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
  /** Told once when the store went on under a master key that is not here, and nothing more is written. */
  readonly onBehind: () => void;
  /** Told of values that could not be read, by what they are. */
  readonly onUnreadable: (kind: PersonalKind, count: number) => void;
}
