import type { Word, WorldPerson } from "./facts.ts";

/**
 * Returns whether the answer may affect this recipient. The recipient's own answers do, and so do a STOP or an
 * ambiguous reply from a shared contact.
 */
export function concerns({ key, says, address }: Word, person: WorldPerson): boolean {
  if (key === person.key) return true;
  return (says === "stop" || says === "guess") && person.contacts.some((contact) => contact.address === address);
}

export function revocationOf(word: Word, words: readonly Word[]): Word | undefined {
  if (word.by !== "system") return undefined;
  return words.find(({ key, says, at }) => key === word.key && says === "revoked" && at >= word.at);
}

export function liftOf(word: Word, words: readonly Word[], by: number): Word | undefined {
  if (word.isDoubtful !== true) return undefined;
  return words.find(
    ({ says, address, at }) => says === "lifted" && address === word.address && at >= word.at && at <= by,
  );
}
