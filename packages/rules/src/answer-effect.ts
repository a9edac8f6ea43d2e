import type { Plan, PlanEffect } from "@relance/spec";

/** What an answer does; `undefined` for one that the campaign does not offer, whatever it is called (`constructor`). */
export function answerEffect(plan: Plan, answer: string): PlanEffect | undefined {
  return Object.hasOwn(plan.answers, answer) ? plan.answers[answer] : undefined;
}

/** The answer that a reply word stands for. */
export function replyAnswer(plan: Plan, word: string): string | undefined {
  return Object.hasOwn(plan.reply, word) ? plan.reply[word] : undefined;
}
