import { ConfigError, type Store } from "@relance/spec";
import type { PersonalCipher } from "./personal-cipher.ts";

/** Where a store keeps the marks of the master keys under which something in it is encrypted. */
export const MASTERS = "master-keys";

/**
 * Looks, as a store is opened, whether everything in it can be read. Later it would be somebody's message.
 * @throws {ConfigError} `config/secret-missing`
 */
export async function checkMasters(store: Store, { marks }: PersonalCipher): Promise<void> {
  const known = await knownMasters(store);
  if (!known.every((mark) => marks.includes(mark)))
    throw new ConfigError(
      "config/secret-missing",
      "people's data in this store is encrypted under a secret that is not here: put it back behind newer ones in encryptionSecret (or secrets); without it nobody could be written to",
    );
  if (!known.includes(marks[0])) await keepMasters(store, [marks[0], ...known]);
}

async function knownMasters(store: Store): Promise<readonly string[]> {
  const { data = "" } = await store.task({ name: MASTERS, owner: MASTERS }); // one owner: nobody waits for a lease
  return data.split(" ").filter((mark) => mark !== "");
}

export async function keepMasters(store: Store, marks: readonly string[]): Promise<void> {
  await store.task({ name: MASTERS, owner: MASTERS, save: { data: marks.join(" "), release: true } });
}
