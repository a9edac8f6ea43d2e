import { answerEffect } from "@relance/rules";
import type { AcknowledgeItem, AcknowledgeResult, ConfirmationView, Recipient, SignalItem } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { lastMessage } from "../base/outcomes.ts";
import { readConfirmation, readSubject, toConfirmationView } from "./confirmation-view.ts";
import { judgeFactor } from "./judge-factor.ts";

interface Press {
  readonly answer: string;
  readonly shown: { readonly hash: string; readonly locale: string; readonly label: string };
  readonly factor?: string | undefined;
}

export async function answerLink(
  context: EngineContext,
  token: string,
  { answer, shown, factor }: Press,
): Promise<{ readonly status: AcknowledgeResult["status"]; readonly confirmation: ConfirmationView } | undefined> {
  const subject = await readSubject(context, token);
  if (subject === undefined) return undefined;
  const { person, version, via } = subject;
  const before = toConfirmationView(subject);
  const effect = answerEffect(version.stored.plan, answer);
  if (effect === undefined) return { status: "refused", confirmation: before };
  const proof = judgeFactor(context.signer, version.compiled.definition, person, factor);
  const isWrongContact = effect.do === "next-contact";
  const isNamed = isWrongContact && via !== undefined;
  const isPlain = proof === "none" || person.state === "acknowledged";
  if (!isNamed && isPlain && isRepeated(person, answer, isWrongContact)) {
    return { status: "duplicate", confirmation: before };
  }
  const item: AcknowledgeItem = {
    target: { enrollment: person.enrollment },
    answer,
    method: "link",
    strength: proof === "right" ? "authenticated" : "gesture",
    source: "link",
    sourceId: isNamed ? `${countOtherAnswers(person, answer)} ${via} ${answer}` : stateKey(person, answer),
    via,
    wrongFactor: proof === "wrong",
    shown,
  };
  const [recorded] = await context.store.acknowledge([item]);
  const after = (await readConfirmation(context, token)) ?? before;
  return { status: recorded?.status ?? "refused", confirmation: after };
}

/** Returns the key of a press. Two presses of one answer count once if nothing was recorded between them. */
function stateKey({ timeline, lastAttempt }: Recipient, answer: string): string {
  return `${timeline.length} ${lastAttempt?.attemptId ?? ""} ${answer}`;
}

/** Counts the recipient's other answers. After another answer, "wrong recipient" for the same contact counts again. */
function countOtherAnswers({ timeline }: Recipient, answer: string): number {
  return timeline.filter(({ type, detail }) => isAnswer(type) && detail !== answer).length;
}

function isAnswer(type: string): boolean {
  return type === "enrollment.answered" || type === "enrollment.acknowledged";
}

/** After an event of the application, no press counts as a repeat, because the application may revoke its event. */
function isRepeated({ timeline }: Recipient, answer: string, isForGood: boolean): boolean {
  const last = timeline.findLastIndex(({ type }) => isAnswer(type));
  if (timeline[last]?.detail !== answer || timeline[last].method === "event") return false;
  const since = timeline.slice(last + 1).map(({ type }) => type);
  return !since.includes("enrollment.reversed") && (isForGood || !since.includes("attempt.submitted"));
}

/** Scanners fetch links repeatedly, so a signal is stored once per hour for each kind and message. */
const ONCE_MS = 3_600_000;

export async function keepLinkSignal(
  context: EngineContext,
  token: string,
  { kind, detail }: Pick<SignalItem, "kind" | "detail">,
): Promise<void> {
  const subject = await readSubject(context, token);
  if (subject === undefined) return;
  const { person, channel } = subject;
  const message = channel === undefined ? person.lastAttempt : lastMessage(person.timeline, channel);
  const { attemptId, provider } = message ?? {};
  if (attemptId === undefined || provider === undefined) return;
  const now = person.readAt.getTime();
  const occurredAt = now - (now % ONCE_MS);
  const item: SignalItem = { type: "signal", kind, detail, attemptId, occurredAt };
  await context.store.record([{ provider, item }]);
}
