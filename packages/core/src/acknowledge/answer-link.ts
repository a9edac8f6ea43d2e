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

/** A person pressed a button of the page: committed before this returns, whatever state the enrollment is in. */
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
  const isWrongContact = effect.do === "next-contact";
  const isNamed = isWrongContact && via !== undefined;
  const isPlain = proof === "none" || person.state === "acknowledged";
  if (!isNamed && isPlain && isRepeated(person, answer, isWrongContact)) {
    return { status: "duplicate", matter: before };
  }
  const item: AcknowledgeItem = {
    target: { enrollment: person.enrollment },
    answer,
    method: "link",
    strength: proof === "right" ? "authenticated" : "gesture",
    source: "link",
    sourceId: isNamed ? `${othersOf(person, answer)} ${via} ${answer}` : momentOf(person, answer),
    via,
    wrongFactor: proof === "wrong",
    shown,
  };
  const [recorded] = await context.store.acknowledge([item]);
  const after = (await matterOf(context, token)) ?? before;
  return { status: recorded?.status ?? "refused", matter: after };
}

/** Two presses that found the same state are one press, however many receivers take them. */
function momentOf({ timeline, lastAttempt }: Person, answer: string): string {
  return `${timeline.length} ${lastAttempt?.attemptId ?? ""} ${answer}`;
}

/** Other answers so far: the wrong person says it once for each contact, until somebody says something else. */
function othersOf({ timeline }: Person, answer: string): number {
  return timeline.filter(({ type, detail }) => isAnswer(type) && detail !== answer).length;
}

function isAnswer(type: string): boolean {
  return type === "enrollment.answered" || type === "enrollment.acknowledged";
}

/**
 * A reload, or a second click: the same answer, and nothing has come to this person since. After another message it is
 * another word, such as a second promise. A wrong number stays said: the second click would strike out the next one.
 */
function isRepeated({ timeline }: Person, answer: string, isForGood: boolean): boolean {
  const last = timeline.findLastIndex(({ type }) => isAnswer(type));
  if (timeline[last]?.detail !== answer) return false;
  const since = timeline.slice(last + 1).map(({ type }) => type);
  return !since.includes("enrollment.reversed") && (isForGood || !since.includes("attempt.submitted"));
}
