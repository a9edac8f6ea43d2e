import type { Store, StoreInfo } from "@relance/spec";
import type { EncryptedAnswer, EncryptedInput } from "../verbs/encrypted.ts";

/** A store that writes values unchanged. The codec encrypts them first. */
export interface PlainStore extends Omit<Store, "open" | "reencrypt"> {
  open(): Promise<Omit<StoreInfo, "marks">>;
  /** Reads rows to re-encrypt, or writes them. Only the codec uses this method; {@link Store} lacks it. */
  encrypted(input: EncryptedInput): Promise<EncryptedAnswer>;
}
