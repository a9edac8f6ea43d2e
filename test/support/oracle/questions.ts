import type { Attempt } from "./attempts.ts";
import { DOUBT_ENDS } from "./doubts.ts";
import type { Account, Finding, Tolerances, WorldFacts } from "./facts.ts";
import { LEASE_MS } from "./standing.ts";

const OVER: ReadonlySet<string> = new Set([
  "enrollment.acknowledged",
  "enrollment.exhausted",
  "enrollment.expired",
  "enrollment.suppressed",
]);

/** Checks that relance looks up each uncertain attempt at a provider that supports look-ups (docs/reliability.md). */
export function judgeQuestions(
  facts: WorldFacts,
  account: Account,
  attempts: ReadonlyMap<string, Attempt>,
  { promptMs }: Tolerances,
): Finding[] {
  if (promptMs === undefined) return [];
  const questions = Map.groupBy(
    facts.asked.filter(({ what }) => what === "question"),
    ({ attemptId = "" }) => attemptId,
  );
  return [...attempts.values()].flatMap(({ id, key, provider, events }) => {
    const place = events.findIndex(({ type }) => type === "attempt.uncertain");
    const began = events[place]?.at.getTime();
    if (began === undefined || facts.fakeVendors[provider]?.looksUp !== true) return [];
    const isTold = events.slice(0, place).some(({ type }) => DOUBT_ENDS[type] === "taken");
    if (isTold) return [];
    const explained = events.slice(place + 1).find(({ type }) => DOUBT_ENDS[type] !== undefined);
    const over = account.walks.get(key)?.find(({ type }) => OVER.has(type));
    const ends = [explained, over].flatMap((event) => event?.at.getTime() ?? []);
    const ended = Math.max(began, Math.min(facts.endedAt, ...ends));
    const asked = (questions.get(id) ?? []).map(({ at }) => at).filter((at) => began < at && at < ended);
    const times = [began, ...asked, ended];
    const silent = times.find((at, nth) => {
      const next = times[nth + 1] ?? at;
      return next - at > promptMs + LEASE_MS * killsIn(facts, at, next);
    });
    if (silent === undefined) return [];
    return [
      {
        rule: "look-ups",
        fact: `${id} was uncertain, but ${provider} was not asked about it for ${promptMs / 1_000} s`,
      },
    ];
  });
}

/**
 * Counts workers that died with messages in flight. After a death, another worker looks up the attempts only when the
 * lease ends.
 */
function killsIn({ sendings, elsewhere }: WorldFacts, from: number, to: number): number {
  const struck = [...sendings, ...(elsewhere?.sendings ?? [])].filter(
    ({ isStruck, at }) => isStruck && at > from && at < to,
  );
  const times = struck.map(({ at }) => at).sort((one, other) => one - other);
  return times.filter((at, nth) => nth === 0 || at > (times[nth - 1] ?? 0) + LEASE_MS / 2).length;
}
