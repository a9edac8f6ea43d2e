import type { Plan, PlanEffect } from "@relance/spec";

/** Returns what an answer does; `undefined` if the campaign does not offer it, even if it is named `constructor`. */
export function answerEffect(plan: Plan, answer: string): PlanEffect | undefined {
  return Object.hasOwn(plan.answers, answer) ? plan.answers[answer] : undefined;
}

/** Returns the answer that a reply word means. */
export function replyAnswer(plan: Plan, word: string): string | undefined {
  return Object.hasOwn(plan.reply, word) ? plan.reply[word] : undefined;
}
