import { CONFIRM_STOP_MS, type Plan, type PlanEffect, type ReplyStatus } from "@relance/spec";

/** Returns the effect of an answer; `undefined` if the campaign does not offer this answer. */
export function answerEffect(plan: Plan, answer: string): PlanEffect | undefined {
  return Object.hasOwn(plan.answers, answer) ? plan.answers[answer] : undefined;
}

/** Returns the answer that a reply word stands for. */
export function replyAnswer(plan: Plan, word: string): string | undefined {
  return Object.hasOwn(plan.reply, word) ? plan.reply[word] : undefined;
}

/** Returns the answer that confirms: `done` if the plan offers it. */
export function closingAnswer({ answers }: Pick<Plan, "answers">): string {
  const closing = Object.keys(answers).filter((answer) => answers[answer]?.do === "close");
  return closing.includes("done") ? "done" : (closing[0] ?? "done");
}

const DAY_MS = 24 * 60 * 60_000;

/** Returns whether to confirm a STOP by text. A repeated or delayed STOP is not confirmed. */
export function mayConfirmStop(isNew: boolean, occurredAt: number, now: number): boolean {
  return isNew && now - occurredAt < CONFIRM_STOP_MS;
}

/** Returns whether to send another automatic answer: one per day, and one in total for unclear replies. */
export function mayAnswerAgain(status: ReplyStatus, toldAt: number | undefined, now: number): boolean {
  return toldAt === undefined || (status !== "unclear" && now - toldAt >= DAY_MS);
}
