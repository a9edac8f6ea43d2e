import type { AcknowledgeResult, Matter, Person } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { matterOf, subjectOf, toMatter } from "./matter.ts";

/** What was shown when the person pressed. */
export interface Shown {
  readonly hash: string;
  readonly locale: string;
  readonly label: string;
}

/** A person pressed a button of the page: committed before this returns, whatever state the enrollment is in (R8). */
export async function answerLink(
  context: EngineContext,
  token: string,
  answer: string,
  shown: Shown,
): Promise<{ readonly status: AcknowledgeResult["status"]; readonly matter: Matter } | undefined> {
  const subject = await subjectOf(context, token);
  if (subject === undefined) return undefined;
  const { person, version } = subject;
  const before = toMatter(subject);
  if (!before.answers.includes(answer)) return { status: "refused", matter: before };
  const isForGood = version.stored.plan.answers[answer]?.do === "next-contact";
  if (isRepeated(person, answer, isForGood)) return { status: "duplicate", matter: before };
  const [recorded] = await context.store.acknowledge([
    {
      target: { enrollment: person.enrollment },
      answer,
      method: "link",
      strength: "gesture",
      source: "link",
      // two presses that found the same state are one press, however many receivers take them
      sourceId: `${person.timeline.length} ${person.lastAttempt?.attemptId ?? ""} ${answer}`,
      shown,
    },
  ]);
  const after = (await matterOf(context, token)) ?? before;
  return { status: recorded?.status ?? "refused", matter: after };
}

/**
 * A reload, or a second click: the same answer, and nothing has come to this person since. After another message it is
 * another word, such as a second promise. A wrong number stays said: the second click would strike out the next one.
 */
function isRepeated({ timeline }: Person, answer: string, isForGood: boolean): boolean {
  const last = timeline.findLastIndex(
    ({ type }) => type === "enrollment.answered" || type === "enrollment.acknowledged",
  );
  if (timeline[last]?.detail !== answer) return false;
  const since = timeline.slice(last + 1).map(({ type }) => type);
  return !since.includes("enrollment.reversed") && (isForGood || !since.includes("attempt.submitted"));
}
