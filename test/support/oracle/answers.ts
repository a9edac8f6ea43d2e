import type { RelanceEvent } from "relance";
import type { Account, Finding, Tolerances, WorldFacts } from "./facts.ts";
import { readScript, type Script } from "./script.ts";

/** With these a person stands elsewhere than before. */
const MOVES: ReadonlySet<RelanceEvent["type"]> = new Set([
  "enrollment.escalated",
  "enrollment.rerouted",
  "enrollment.acknowledged",
  "enrollment.exhausted",
  "enrollment.expired",
  "enrollment.suppressed",
  "enrollment.cancelled",
]);
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
  for (const { key, says, at, toldAt } of facts.words) {
    if (says !== "unclear" || toldAt === undefined) continue;
    const replied = account.walks.get(key)?.filter(({ type }) => type === "enrollment.replied") ?? [];
    if (!replied.some((event) => event.at.getTime() >= at))
      say("answers", `${key} wrote something, and that is nowhere`);
  }
  return [...found, ...judgeSilence(facts, account, script, tolerances), ...judgeStops(facts, account, tolerances)];
}

/** Who says STOP to the message that is theirs moves on at once, or moved on for another reason at that moment. */
function judgeStops({ words, sendings, endedAt }: WorldFacts, account: Account, tolerances: Tolerances): Finding[] {
  const { promptMs } = tolerances;
  if (promptMs === undefined) return [];
  const deadlines = new Map(account.people.map(({ key, deadline }) => [key, deadline]));
  return words.flatMap(({ key, says, at, toldAt, address }) => {
    if (says !== "stop" || toldAt === undefined) return [];
    const by = toldAt + promptMs;
    if (by > Math.min(endedAt, deadlines.get(key) ?? 0)) return [];
    const walk = account.walks.get(key) ?? [];
    const last = walk.findLastIndex((event) => event.type === "attempt.submitted" && event.at.getTime() <= at);
    const sent = sendings.find(({ attemptId }) => attemptId === walk[last]?.attemptId);
    const moved = walk.slice(last + 1).some((event) => MOVES.has(event.type) && event.at.getTime() <= by);
    if (sent?.address !== address || moved) return [];
    return [{ rule: "STOP", fact: `${key} said STOP to ${sent.attemptId}, and stayed where they were` }];
  });
}

/** Nothing leaves for somebody whose enrollment is over, for a contact that is not theirs or said STOP, or after the deadline. */
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
