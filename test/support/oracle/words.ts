import type { Somebody, Word } from "./facts.ts";

/** It was said by this recipient, or is a STOP of a contact that they share with its sender, or a guess from their phone. */
export function concerns({ key, says, address }: Word, person: Somebody): boolean {
  if (key === person.key) return true;
  return (says === "stop" || says === "guess") && person.contacts.some((contact) => contact.address === address);
}

/** The word of the caller's system that takes this event back, if there is one. */
export function revocationOf(word: Word, words: readonly Word[]): Word | undefined {
  if (word.by !== "system") return undefined;
  return words.find(({ key, says, at }) => key === word.key && says === "revoked" && at >= word.at);
}

/** The word of an operator that takes a possible STOP back by then, if there is one. */
export function liftOf(word: Word, words: readonly Word[], by: number): Word | undefined {
  if (word.isDoubtful !== true) return undefined;
  return words.find(
    ({ says, address, at }) => says === "lifted" && address === word.address && at >= word.at && at <= by,
  );
}
