import type { Word, WorldPerson } from "./facts.ts";

/**
 * The reply came from this recipient, or is a STOP of a contact that they share with its sender, or a guess from their
 * phone.
 */
export function concerns({ key, says, address }: Word, person: WorldPerson): boolean {
  if (key === person.key) return true;
  return (says === "stop" || says === "guess") && person.contacts.some((contact) => contact.address === address);
}

/** The caller's revocation of this event, if any. */
export function revocationOf(word: Word, words: readonly Word[]): Word | undefined {
  if (word.by !== "system") return undefined;
  return words.find(({ key, says, at }) => key === word.key && says === "revoked" && at >= word.at);
}

/** The operator's lift of a possible STOP by then, if any. */
export function liftOf(word: Word, words: readonly Word[], by: number): Word | undefined {
  if (word.isDoubtful !== true) return undefined;
  return words.find(
    ({ says, address, at }) => says === "lifted" && address === word.address && at >= word.at && at <= by,
  );
}
