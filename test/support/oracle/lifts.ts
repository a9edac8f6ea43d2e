import type { Account, Finding, Tolerances, WorldFacts } from "./facts.ts";
import { fullWaits, type Script } from "./script.ts";
import { AIR_MS } from "./standing.ts";

/**
 * Checks enrollments that ended only because of a possible STOP. They must continue after an operator releases the
 * contact (docs/replies.md).
 */
export function judgeLifts(
  facts: WorldFacts,
  account: Account,
  script: Script,
  { promptMs }: Tolerances,
): readonly Finding[] {
  if (promptMs === undefined) return [];
  const lifts = facts.words.filter(({ says }) => says === "lifted");
  return lifts.flatMap(({ address, at, toldAt }) => {
    if (toldAt === undefined) return [];
    const isOwn = (one: { readonly address: string }) => one.address === address;
    const isDenied = facts.words.some(
      ({ says, isDoubtful, address: by, at: then }) =>
        by === address && then <= toldAt && (says === "stop" ? !isDoubtful : script.effect(says) === "next-contact"),
    );
    const isAgain = facts.words.some((word) => isOwn(word) && word.isDoubtful && (word.toldAt ?? toldAt) >= at);
    const hasFailed = facts.sendings.some((one) => isOwn(one) && (one.answer !== "accepted" || one.isStruck));
    const isDead = facts.reports.some(
      ({ attemptId, addressPermanent }) =>
        addressPermanent && facts.sendings.some((one) => isOwn(one) && one.attemptId === attemptId),
    );
    if (isDenied || isAgain || hasFailed || isDead) return [];
    return facts.people.flatMap((person) => {
      const walk = account.walks.get(person.key) ?? [];
      const last = walk.findLast((event) => event.at.getTime() < at && event.type.startsWith("enrollment."));
      const channel = person.contacts.find(isOwn)?.channel;
      const isHeld = last?.type === "enrollment.suppressed" && script.rungs[(last.step ?? 0) - 1]?.channel === channel;
      const needed = script.callBufferMs + fullWaits(script, person, 1) + AIR_MS * (script.rungs.length + 2);
      if (!isHeld || toldAt + needed > person.deadline) return [];
      const by = toldAt + promptMs;
      const isBack = walk.some(({ type, at: then }) => type === "enrollment.reopened" && +then >= at && +then <= by);
      if (isBack) return [];
      return [{ rule: "lifts", fact: `the phone of ${person.key} was released, but their ladder stayed ended` }];
    });
  });
}
