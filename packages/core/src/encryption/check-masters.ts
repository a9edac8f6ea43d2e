import { ConfigError, type Store } from "@relance/spec";
import type { PersonalCipher } from "./personal-cipher.ts";

/**
 * Looks, as a store is opened, whether everything in it can be read. Later it would be somebody's message. Asks for what
 * stands there, not for what was remembered: whoever wrote it, under whatever list of secrets.
 * @throws {ConfigError} `config/secret-missing`
 */
export async function checkMasters(store: Store, { marks }: PersonalCipher): Promise<void> {
  const used = await store.masterKeys();
  if (used.every((mark) => marks.includes(mark))) return;
  throw new ConfigError(
    "config/secret-missing",
    "people's data in this store is encrypted under a secret that is not here: put it back behind newer ones in encryptionSecret (or secrets); without it they could not be written to",
  );
}
