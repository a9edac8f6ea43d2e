import { answerEffect } from "@relance/rules";
import type { AcknowledgeItem, AcknowledgeResult, Matter, Person } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { judgeFactor } from "./judge-factor.ts";
import { matterOf, subjectOf, toMatter } from "./matter.ts";

/** A press on the page. */
export interface Press {
  readonly answer: string;
  /** What was shown when the person pressed. */
  readonly shown: { readonly hash: string; readonly locale: string; readonly label: string };
  /** What they wrote under the campaign's question. */
  readonly factor?: string | undefined;
}

/** A person pressed a button of the page: committed before this returns, whatever state the enrollment is in (R8). */
export async function answerLink(
  context: EngineContext,
  token: string,
  { answer, shown, factor }: Press,
): Promise<{ readonly status: AcknowledgeResult["status"]; readonly matter: Matter } | undefined> {
  const subject = await subjectOf(context, token);
  if (subject === undefined) return undefined;
  const { person, version, via } = subject;
  const before = toMatter(subject);
  const effect = answerEffect(version.stored.plan, answer);
  if (effect === undefined) return { status: "refused", matter: before };
  const proof = judgeFactor(context.signer, version.compiled.definition, person, factor);
  const isSettled = person.state === "acknowledged";
  if ((proof === "none" || isSettled) && isRepeated(person, answer, effect.do === "next-contact")) {
    return { status: "duplicate", matter: before };
  }
  const item: AcknowledgeItem = {
    target: { enrollment: person.enrollment },
    answer,
    method: "link",
    strength: proof === "right" ? "authenticated" : "gesture",
    source: "link",
    // two presses that found the same state are one press, however many receivers take them
    sourceId: `${person.timeline.length} ${person.lastAttempt?.attemptId ?? ""} ${answer}`,
    via,
    wrongFactor: proof === "wrong",
    shown,
  };
  const [recorded] = await context.store.acknowledge([item]);
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
