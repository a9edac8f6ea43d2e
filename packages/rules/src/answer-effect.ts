import type { Plan, PlanEffect } from "@relance/spec";

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
