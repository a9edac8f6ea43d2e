import type { RelanceEvent } from "relance";
import type { Account, Finding, Sending, Tolerances, Word, WorldFacts, WorldPerson } from "./facts.ts";
import { judgeLifts } from "./lifts.ts";
import { readScript, type Script } from "./script.ts";
import { liftOf, revocationOf } from "./words.ts";

const MOVES: ReadonlySet<RelanceEvent["type"]> = new Set([
  "enrollment.escalated",
  "enrollment.rerouted",
  "enrollment.acknowledged",
  "enrollment.exhausted",
  "enrollment.expired",
  "enrollment.suppressed",
  "enrollment.cancelled",
]);
const ENDS: ReadonlySet<RelanceEvent["type"]> = new Set([
  "enrollment.acknowledged",
  "enrollment.exhausted",
  "enrollment.expired",
  "enrollment.suppressed",
]);
const CLAIMED_MS = 2_000;

/**
 * Checks that exactly the recipients whose page showed "recorded" are acknowledged, and that no message follows an
 * acknowledgement.
 */
export function judgeAnswers(facts: WorldFacts, account: Account, tolerances: Tolerances): Finding[] {
  const script = readScript(facts.definition, facts.fakeVendors);
  const people = new Map(account.people.map((person) => [person.key, person]));
  const found: Finding[] = [];
  const say = (rule: string, fact: string) => found.push({ rule, fact });
  const closing = facts.words.filter((word) => {
    const isTakenBack = revocationOf(word, facts.words)?.toldAt !== undefined;
    return script.effect(word.says) === "close" && !isTakenBack;
  });
  for (const word of closing) {
    const { key, toldAt, status, at } = word;
    const person = people.get(key);
    if (toldAt === undefined || person === undefined || revocationOf(word, facts.words) !== undefined) continue;
    if (status === "refused" || status === "too-weak") say("answers", `${key} confirmed and was told "${status}"`);
    if (person.state !== "acknowledged") say("answers", `${key} saw the page "recorded", but is ${person.state}`);
    const isInTime = toldAt <= person.deadline;
    if (isInTime && person.late === true) say("late", `${key} answered in time and counts as late`);
    const contacts = facts.people.find((one) => one.key === key)?.contacts ?? [];
    const isOwn = ({ says, address }: Word) =>
      says === "guess" && contacts.some((contact) => contact.address === address);
    const others = facts.words.filter(
      (one) => one.at <= person.deadline && ((closing.includes(one) && one.key === key) || isOwn(one)),
    );
    if (at > person.deadline && others.length === 0 && person.late === false)
      say("late", `${key} answered after the deadline and counts as in time`);
  }
  const closed = new Set(closing.map(({ key }) => key));
  for (const { key, contacts } of facts.people) {
    if (people.get(key)?.state !== "acknowledged" || closed.has(key)) continue;
    const isOwn = (address: string) => contacts.some((contact) => contact.address === address);
    const guesses = facts.words.filter(({ says, address }) => says === "guess" && isOwn(address));
    if (guesses.length === 0) say("answers", `${key} is acknowledged, but no answer supports that`);
    else if (guesses.every((guess) => isAmbiguous(guess, facts, account)))
      say("answers", `${key} was acknowledged by a guess between recipients who share a phone`);
  }
  for (const { key, says, at, toldAt, address } of facts.words) {
    if (says !== "unclear" || toldAt === undefined) continue;
    const replied = holdersOf(address, facts).flatMap((holder) => walksOf(holder, account).flat());
    if (!replied.some((event) => event.type === "enrollment.replied" && event.at.getTime() >= at))
      say("answers", `${key} wrote a reply that is not stored`);
  }
  return [
    ...found,
    ...judgeSilence(facts, account, script, tolerances),
    ...judgeStops(facts, account, tolerances),
    ...judgeLifts(facts, account, script, tolerances),
  ];
}

function holdersOf(address: string, { people, elsewhere }: WorldFacts): readonly WorldPerson[] {
  const all = new Map([...(elsewhere?.people ?? []), ...people].map((person) => [person.key, person]));
  return [...all.values()].filter(({ contacts }) => contacts.some((contact) => contact.address === address));
}

function isAmbiguous({ address, at, toldAt }: Word, facts: WorldFacts, account: Account): boolean {
  if (toldAt === undefined) return false;
  const isOpen = (walk: readonly RelanceEvent[]) => {
    const begun = walk.some(({ type, at: then }) => type === "enrollment.enrolled" && then.getTime() < at);
    return begun && !walk.some(({ type, at: then }) => ENDS.has(type) && then.getTime() <= toldAt);
  };
  const enrollments = holdersOf(address, facts).flatMap((holder) => walksOf(holder, account));
  return enrollments.filter(isOpen).length > 1;
}

function walksOf({ key }: WorldPerson, { walks, elsewhere = [] }: Account): readonly (readonly RelanceEvent[])[] {
  return [walks, ...elsewhere].map((all) => all.get(key) ?? []);
}

/** Checks that a recipient leaves a contact immediately after a STOP for this contact. */
function judgeStops(facts: WorldFacts, account: Account, tolerances: Tolerances): Finding[] {
  const { words, sendings, endedAt } = facts;
  const { promptMs } = tolerances;
  if (promptMs === undefined) return [];
  const deadlines = new Map(account.people.map(({ key, deadline }) => [key, deadline]));
  return words.flatMap(({ says, at, toldAt, address }) => {
    if (says !== "stop" || toldAt === undefined) return [];
    const by = toldAt + promptMs;
    return holdersOf(address, facts).flatMap((holder) => {
      const { key } = holder;
      if (by > Math.min(endedAt, deadlines.get(key) ?? 0)) return [];
      const walk = account.walks.get(key) ?? [];
      const last = walk.findLastIndex((event) => event.type === "attempt.submitted" && event.at.getTime() <= at);
      const sent = sendings.find(({ attemptId }) => attemptId === walk[last]?.attemptId);
      const moved = walk.slice(last + 1).some((event) => MOVES.has(event.type) && event.at.getTime() <= by);
      const isUnsent = walk.some(
        ({ type, attemptId, at: then }) =>
          type === "attempt.not-sent" && attemptId === sent?.attemptId && then.getTime() <= toldAt,
      ); // the next message then uses another contact
      const isPaused = (facts.holds ?? []).some((hold) => hold.from <= by && hold.to >= toldAt);
      if (sent?.address !== address || moved || isUnsent || isPaused || isFree(sent, holder, facts, toldAt)) return [];
      return [{ rule: "STOP", fact: `STOP arrived for the contact of ${sent.attemptId}, but ${key} was not moved on` }];
    });
  });
}

/**
 * Returns whether the recipient needs no move after a STOP: the provider had refused the message before `by`, and
 * another contact has no STOP.
 */
function isFree(sent: Sending, { contacts }: WorldPerson, { words, fakeVendors }: WorldFacts, by: number): boolean {
  const { answer, lastReportAt = Number.POSITIVE_INFINITY, provider, address } = sent;
  if ((answer !== "refused" && answer !== "throttled") || lastReportAt > by) return false;
  const isStopped = (one: string) =>
    words.some((word) => word.says === "stop" && !word.isDoubtful && word.address === one && (word.toldAt ?? by) < by);
  return contacts.some(
    ({ channel, address: other }) =>
      channel === fakeVendors[provider]?.channel && other !== address && !isStopped(other),
  );
}

/**
 * Checks that no message is sent after the end of the enrollment, after the deadline, to a contact of another
 * recipient, or to a contact with a STOP.
 */
function judgeSilence(facts: WorldFacts, account: Account, script: Script, tolerances: Tolerances): Finding[] {
  const { budgetMs, clockMs } = tolerances;
  const deadlines = new Map(account.people.map(({ key, deadline }) => [key, deadline]));
  const told = facts.words.filter(({ toldAt }) => toldAt !== undefined);
  return facts.sendings.flatMap(({ key, attemptId, address, provider, at, takenAt = 0, isStruck }) => {
    const what = `${attemptId} over ${provider}`;
    const deadline = deadlines.get(key) ?? Number.POSITIVE_INFINITY;
    if (at > deadline + clockMs) return [{ rule: "deadline", fact: `${key} got ${what} after the deadline` }];
    if (tolerances.seesAll && at + budgetMs > deadline + CLAIMED_MS && !isStruck)
      return [{ rule: "deadline", fact: `${key} got ${what} ${deadline - at} ms before the deadline` }];
    if (tolerances.seesAll && takenAt > deadline + clockMs && !isStruck)
      return [{ rule: "deadline", fact: `${what} for ${key} was on the wire when the deadline passed` }];
    const silencing = told.find((word) => {
      const { says, address: by, toldAt = 0 } = word;
      const effect = script.effect(says);
      const isTakenBack = (revocationOf(word, facts.words)?.at ?? at) < at;
      const isOver = word.key === key && (effect === "close" || effect === "call-me") && !isTakenBack;
      const isStop = says === "stop" && liftOf(word, facts.words, at) === undefined;
      const isBarred = by === address && (isStop || (word.key === key && effect === "next-contact"));
      return (isOver || isBarred) && at > toldAt + (isStruck || !tolerances.seesAll ? budgetMs : 0) + clockMs;
    });
    if (silencing === undefined) return [];
    const after = `${at - (silencing.toldAt ?? 0)} ms after "${silencing.says}" was recorded`;
    return [{ rule: "silence", fact: `${key} got ${what} ${after}` }];
  });
}
