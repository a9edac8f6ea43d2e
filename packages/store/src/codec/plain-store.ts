import type { Store, StoreInfo } from "@relance/spec";
import type { EncryptedAnswer, EncryptedInput } from "../verbs/encrypted.ts";

/** A store without encryption of its own. This codec stores the values that it receives. */
export interface PlainStore extends Omit<Store, "open" | "reencrypt"> {
  open(): Promise<Omit<StoreInfo, "marks">>;
  /** Reads rows to re-encrypt, or writes them. Only the codec uses this store; it is not part of {@link Store}. */
  encrypted(input: EncryptedInput): Promise<EncryptedAnswer>;
}
