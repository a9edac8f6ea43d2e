import type { StepDraft } from "../definition/campaign-draft.ts";
import { parseDuration } from "../definition/duration.ts";
import type { CheckContext, Rule } from "./check-context.ts";

/** Each step makes sense beside the others. */
export const checkLadder: Rule = (context) => {
  const steps = context.draft.steps ?? [];
  steps.forEach((step, k) => {
    if (step === undefined) return;
    checkWait(context, step, k, k === steps.length - 1);
    checkRepeated(context, step, k);
    checkMoment(context, step, k);
    checkUnknown(context, step, k);
  });
  if (steps.length > 0 && steps.every((step) => step?.when !== undefined)) {
    context.warning(["steps"], "every step has a when: people for whom none holds are reached by nobody");
  }
};

function checkWait({ isMalformed, problem }: CheckContext, step: StepDraft, k: number, isLast: boolean): void {
  if (isLast || step.wait !== undefined || isMalformed(["steps", k, "wait"])) return;
  problem(["steps", k], "say how long to wait for an answer before the next step, such as wait: 48h");
}

function checkRepeated({ draft, problem }: CheckContext, step: StepDraft, k: number): void {
  const same = (draft.steps ?? []).findIndex((other) => other !== undefined && identity(other) === identity(step));
  if (step.channel !== undefined && step.template !== undefined && same < k) {
    problem(["steps", k], `this is steps[${same}] again: change the channel, the route or the template, or remove it`);
  }
  const route = step.route ?? [];
  route.forEach((name, position) => {
    if (name !== undefined && route.indexOf(name) < position) {
      problem(["steps", k, "route", position], `${name} stands twice in this route; remove one`);
    }
  });
}

function identity({ channel, route, template, when, at }: StepDraft): string {
  return JSON.stringify([channel, route, template, when, at]);
}

function checkMoment({ draft, problem }: CheckContext, step: StepDraft, k: number): void {
  const before = momentOf(step);
  if (before === undefined) return;
  const steps = draft.steps ?? [];
  const handover = draft.handover === undefined ? 0 : (parseDuration(draft.handover) ?? 0);
  if (before <= handover && k < steps.length - 1) {
    problem(
      ["steps", k, "at"],
      `the ladder ends ${draft.handover} before the deadline (handover): write an earlier moment`,
    );
  }
  const later = steps.slice(0, k).findLastIndex((other) => (momentOf(other) ?? Number.POSITIVE_INFINITY) < before);
  if (later >= 0)
    problem(["steps", k, "at"], `steps[${later}] waits for ${steps[later]?.at}: write a later moment here`);
}

function momentOf(step: StepDraft | undefined): number | undefined {
  return step?.at === undefined ? undefined : parseDuration(step.at.slice(1));
}

function checkUnknown({ draft, problem, warning }: CheckContext, step: StepDraft, k: number): void {
  const { onUnknown, wait, route } = step;
  if (onUnknown?.do === "resend" && draft.guarantee !== "at-least-once") {
    problem(
      ["steps", k, "onUnknown", "do"],
      "resend can reach a person twice: say guarantee: at-least-once in this file, or write reroute",
    );
  }
  if (onUnknown?.do === "reroute" && route?.length === 1) {
    warning(
      ["steps", k, "onUnknown", "do"],
      "this route has one provider, so there is nothing to reroute to: the next step comes at once",
    );
  }
  const after = onUnknown?.after === undefined ? undefined : parseDuration(onUnknown.after);
  const waitMs = wait === undefined ? undefined : parseDuration(wait);
  if (after !== undefined && waitMs !== undefined && after >= waitMs) {
    warning(["steps", k, "onUnknown", "after"], `the wait of ${wait} ends before a receipt is overdue: write less`);
  }
}
