import { ConfigError, type Store } from "@relance/spec";

/**
 * Looks, as a store is opened, whether everything in it can be read. Later it would be somebody's message. Asks for what
 * stands there, not for what was remembered: whoever wrote it, under whatever list of secrets.
 * @param marks - of the secrets that are here
 * @throws {ConfigError} `config/secret-missing`
 */
export async function checkMasters(store: Store, marks: readonly string[]): Promise<void> {
  const used = await store.masterKeys();
  if (used.every((mark) => marks.includes(mark))) return;
  throw new ConfigError(
    "config/secret-missing",
    "people's data in this store is encrypted under a secret that is not here: put it back into encryptionSecret, behind newer ones; without it they could not be written to",
  );
}
