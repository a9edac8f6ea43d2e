import type { Store, StoreInfo } from "@relance/spec";
import type { EncryptedAnswer, EncryptedInput } from "../verbs/encrypted.ts";

/** A store that does not encrypt: its rows hold what it is given. */
export interface PlainStore extends Omit<Store, "open" | "reencrypt"> {
  open(): Promise<Omit<StoreInfo, "marks">>;
  /** Reads rows to re-encrypt, or writes them. For the codec alone: no verb of the port. */
  encrypted(input: EncryptedInput): Promise<EncryptedAnswer>;
}
