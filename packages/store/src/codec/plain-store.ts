import type { Store, StoreInfo } from "@relance/spec";
import type { EncryptedAnswer, EncryptedInput } from "../verbs/encrypted.ts";

/** A store that writes values as it receives them; the codec has encrypted the values before. */
export interface PlainStore extends Omit<Store, "open" | "reencrypt"> {
  open(): Promise<Omit<StoreInfo, "marks">>;
  /** Reads rows to re-encrypt, or writes them. Only the codec uses this store; it is not part of {@link Store}. */
  encrypted(input: EncryptedInput): Promise<EncryptedAnswer>;
}
