import type { AttemptRef, EraseAnswer, EraseInput, ForgottenPerson, PersonStatus } from "./erase.ts";

/** What a store does when somebody is to be forgotten. */
export interface ForgettingVerbs {
  /**
   * Forgets people: an open enrollment is cancelled, everything that names them or was said to or by them is taken out, the
   * ledger and what they count for stay, and a keyed hash of their key refuses them from then on. In batches that go on
   * after a crash.
   */
  erase(input: EraseInput): Promise<EraseAnswer>;
  /** What there is of these people, one answer each. A tombstone comes first: whoever is forgotten is not here. */
  personStatuses(people: readonly ForgottenPerson[]): Promise<readonly PersonStatus[]>;
  /** Providers' own ids of the messages that were meant for these people. */
  refsOf(people: readonly ForgottenPerson[]): Promise<readonly AttemptRef[]>;
}
