import { judgeAnswers } from "./answers.ts";
import { attemptsOf, judgeAttempts, judgeRepeats } from "./attempts.ts";
import { judgeContacts } from "./contacts.ts";
import type { Account, Finding, Tolerances, WorldFacts } from "./facts.ts";
import { judgeBudget, judgeHolds, judgeWaits } from "./holds.ts";
import { judgeLadder } from "./ladder.ts";
import { judgeRates } from "./limits.ts";
import { judgeQuestions } from "./questions.ts";
import { Rests } from "./rests.ts";

const FINAL: Readonly<Record<string, string>> = {
  acknowledged: "enrollment.acknowledged",
  exhausted: "enrollment.exhausted",
  expired: "enrollment.expired",
  suppressed: "enrollment.suppressed",
};

/**
 * Compares relance's events, states and ledger with the facts that the simulation recorded. For the comparison, the
 * oracle uses only the campaign file and these facts, and none of the code under test. The oracle checks that required
 * moves happened, and that forbidden moves did not.
 */
export function consult(facts: WorldFacts, account: Account, tolerances: Tolerances): readonly Finding[] {
  const attempts = attemptsOf(facts, account);
  const everywhere = new Map(attempts); // includes other campaigns, because a pause applies to all campaigns
  for (const walks of account.elsewhere ?? []) {
    const others = attemptsOf({ ...facts, sendings: facts.elsewhere?.sendings ?? [] }, { ...account, walks });
    for (const [id, attempt] of others) everywhere.set(id, attempt);
  }
  const rests = new Rests(everywhere);
  return [
    ...judgePeople(facts, account),
    ...judgeAttempts(facts, account, attempts, tolerances),
    ...judgeRepeats(facts, account, attempts),
    ...judgeQuestions(facts, account, attempts, tolerances),
    ...judgeAnswers(facts, account, tolerances),
    ...judgeContacts(facts, attempts),
    ...judgeRates(facts),
    ...judgeHolds(facts),
    ...judgeWaits(facts, account, attempts),
    ...judgeBudget(facts),
    ...rests.judge(everywhere, tolerances),
    ...judgeLadder({ facts, account, attempts, rests, tolerances }),
  ];
}

/** Checks that each audience row is one recipient, whose state follows from the recipient's last move. */
function judgePeople(facts: WorldFacts, account: Account): Finding[] {
  const found: Finding[] = [];
  const people = new Map(account.people.map((person) => [person.key, person]));
  for (const { key, deadline } of facts.people) {
    const person = people.get(key);
    if (person === undefined) {
      found.push({ rule: "people", fact: `${key} is in the audience, but in no list` });
      continue;
    }
    if (person.state === "refused") continue;
    if (person.deadline !== deadline)
      found.push({ rule: "people", fact: `${key} has a different deadline than the file` });
    const ends = Object.values(FINAL);
    const last = account.walks.get(key)?.findLast(({ type }) => ends.includes(type));
    if (last === undefined || FINAL[person.state] !== last.type)
      found.push({
        rule: "one final state",
        fact: `${key} is ${person.state}, after ${last?.type ?? "no end"}`,
      });
  }
  return found;
}
