import type { Account, Finding, Tolerances, WorldFacts } from "./facts.ts";
import { readScript, type Script } from "./script.ts";

/** Between the decision that a message leaves, and its leaving. */
const CLAIMED_MS = 2_000;

/** What people said holds: who was told "recorded" is acknowledged, nobody else is, and nothing more is sent to them. */
export function judgeAnswers(facts: WorldFacts, account: Account, tolerances: Tolerances): Finding[] {
  const script = readScript(facts.definition, facts.farEnds);
  const people = new Map(account.people.map((person) => [person.key, person]));
  const found: Finding[] = [];
  const say = (rule: string, fact: string) => found.push({ rule, fact });
  const closing = facts.words.filter(({ says }) => script.effect(says) === "close");
  for (const { key, toldAt, status, at } of closing) {
    const person = people.get(key);
    if (toldAt === undefined || person === undefined) continue;
    if (status === "refused" || status === "too-weak") say("answers", `${key} confirmed and was told "${status}"`);
    if (person.state !== "acknowledged") say("answers", `${key} was told that it is recorded, and is ${person.state}`);
    const isInTime = toldAt <= person.deadline;
    if (isInTime && person.late === true) say("late", `${key} answered in time and counts as late`);
    const others = closing.filter((one) => one.key === key && one.at <= person.deadline);
    if (at > person.deadline && others.length === 0 && person.late === false)
      say("late", `${key} answered after the deadline and counts as in time`);
  }
  const closed = new Set(closing.map(({ key }) => key));
  for (const { key, state } of people.values())
    if (state === "acknowledged" && !closed.has(key)) say("answers", `${key} is acknowledged and never said so`);
  return [...found, ...judgeSilence(facts, account, script, tolerances)];
}

/** Nothing leaves for somebody whose matter is over, for a contact that is not theirs or said STOP, or after the deadline. */
function judgeSilence(facts: WorldFacts, account: Account, script: Script, tolerances: Tolerances): Finding[] {
  const { budgetMs, clockMs } = tolerances;
  const deadlines = new Map(account.people.map(({ key, deadline }) => [key, deadline]));
  const told = Map.groupBy(
    facts.words.filter(({ toldAt }) => toldAt !== undefined),
    ({ key }) => key,
  );
  return facts.sendings.flatMap(({ key, attemptId, address, provider, at, takenAt = 0, isStruck }) => {
    const what = `${attemptId} over ${provider}`;
    const deadline = deadlines.get(key) ?? Number.POSITIVE_INFINITY;
    if (at > deadline + clockMs) return [{ rule: "deadline", fact: `${key} got ${what} after the deadline` }];
    if (tolerances.seesAll && at + budgetMs > deadline + CLAIMED_MS && !isStruck)
      return [{ rule: "deadline", fact: `${key} got ${what} ${deadline - at} ms before the deadline` }];
    if (tolerances.seesAll && takenAt > deadline + clockMs && !isStruck)
      return [{ rule: "deadline", fact: `${what} for ${key} was on the wire when the deadline passed` }];
    const silencing = told.get(key)?.find(({ says, address: by, toldAt = 0 }) => {
      const effect = script.effect(says);
      const isOver = effect === "close" || effect === "handover";
      const isBarred = (says === "stop" || effect === "next-contact") && by === address;
      return (isOver || isBarred) && at > toldAt + (isStruck || !tolerances.seesAll ? budgetMs : 0) + clockMs;
    });
    if (silencing === undefined) return [];
    const after = `${at - (silencing.toldAt ?? 0)} ms after "${silencing.says}" was recorded`;
    return [{ rule: "silence", fact: `${key} got ${what} ${after}` }];
  });
}
