import { carriesReplies, parseDuration } from "@relance/spec";
import type { StepDraft } from "../definition/examine-shape.ts";
import { qualifyProvider, routeAdvice, routedProviders } from "../plan/provider-facts.ts";
import type { CheckContext, CheckedProvider, Rule } from "./check-context.ts";

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
    context.warning(["steps"], "every step has a when: recipients for whom no condition is true get no message");
  }
};

function checkWait({ isMalformed, problem }: CheckContext, step: StepDraft, k: number, isLast: boolean): void {
  if (isLast || step.wait !== undefined || isMalformed(["steps", k, "wait"])) return;
  problem(["steps", k], "write how long to wait for an answer before the next step, such as wait: 48h");
}

function checkRepeated({ draft, problem }: CheckContext, step: StepDraft, k: number): void {
  const same = (draft.steps ?? []).findIndex((other) => other !== undefined && identity(other) === identity(step));
  if (step.channel !== undefined && step.template !== undefined && same < k) {
    problem(
      ["steps", k],
      `this step repeats step ${same + 1}: change the channel, the route or the template, or remove it`,
    );
  }
  const route = step.route ?? [];
  route.forEach((name, position) => {
    if (name !== undefined && route.indexOf(name) < position) {
      problem(["steps", k, "route", position], `${name} occurs twice in this route; remove one`);
    }
  });
}

function identity({ channel, route, template, when, beforeDeadline }: StepDraft): string {
  return JSON.stringify([channel, route, template, when, beforeDeadline]);
}

function checkMoment({ draft, problem }: CheckContext, step: StepDraft, k: number): void {
  const before = parseDuration(step.beforeDeadline);
  if (before === undefined) return;
  const steps = draft.steps ?? [];
  const callBuffer = parseDuration(draft.callBuffer) ?? 0;
  if (before <= callBuffer && k < steps.length - 1) {
    problem(
      ["steps", k, "beforeDeadline"],
      `the steps end ${draft.callBuffer} before the deadline (callBuffer): write an earlier moment`,
    );
  }
  const later = steps.slice(0, k).findLastIndex((other) => (parseDuration(other?.beforeDeadline) ?? before) < before);
  if (later >= 0)
    problem(
      ["steps", k, "beforeDeadline"],
      `step ${k + 1} is earlier than step ${later + 1} (${steps[later]?.beforeDeadline} before the deadline): write a later moment`,
    );
}

function checkUnknown({ draft, problem, warning }: CheckContext, step: StepDraft, k: number): void {
  const { onMissingReceipt, wait, route } = step;
  if (onMissingReceipt?.do === "resend" && draft.guarantee !== "at-least-once") {
    problem(
      ["steps", k, "onMissingReceipt", "do"],
      "resend can reach a recipient twice, so it needs guarantee: at-least-once; write it, or write do: reroute",
    );
  }
  if (onMissingReceipt?.do === "reroute" && route?.length === 1) {
    warning(
      ["steps", k, "onMissingReceipt", "do"],
      "this route has one provider, so there is nothing to reroute to: the next step follows immediately",
    );
  }
  const after = parseDuration(onMissingReceipt?.after);
  const waitMs = parseDuration(wait);
  if (after !== undefined && waitMs !== undefined && after >= waitMs) {
    warning(
      ["steps", k, "onMissingReceipt", "after"],
      `the wait of ${wait} ends before a receipt is overdue: write less`,
    );
  }
}

type Providers = Readonly<Record<string, CheckedProvider>>;

export const checkProviders: Rule = (context) => {
  const { draft, providers } = context;
  if (providers === undefined) return;
  const steps = draft.steps ?? [];
  for (const [k, step] of steps.entries()) {
    if (step === undefined) continue;
    checkRoute(context, providers, step, k);
    checkVendors(context, providers, step, k);
  }
  checkReplies(context, providers);
};

function checkRoute(
  { problem, isMalformed }: CheckContext,
  providers: Providers,
  { channel, route }: StepDraft,
  k: number,
): void {
  if (channel === undefined) return;
  if (route === undefined) {
    if (isMalformed(["steps", k, "route"]) || routeNames(providers, { channel }).length > 0) return;
    problem(["steps", k, "channel"], `no provider for ${channel} is configured`);
    return;
  }
  route.forEach((name, position) => {
    if (name === undefined) return;
    const provider = qualifyProvider(channel, name);
    if (Object.hasOwn(providers, provider) && providers[provider]?.channel === channel) return;
    problem(["steps", k, "route", position], routeAdvice(channel, name, Object.keys(providers)));
  });
}

function checkVendors({ warning }: CheckContext, providers: Providers, step: StepDraft, k: number): void {
  const found = listProviders(providers, step);
  const [first] = found;
  if (first === undefined || found.length !== routeNames(providers, step).length) return;
  const action = step.onMissingReceipt?.do ?? "reroute";
  const hasOtherVendor = found.some(({ vendor }) => vendor !== first.vendor);
  if (action === "reroute" && first.receipts && !hasOtherVendor) {
    warning(
      ["steps", k, "route"],
      `all providers of this route have the vendor ${first.vendor}: no other vendor is tried after a loss`,
    );
  }
  if (!found.some(({ receipts }) => receipts) && step.onMissingReceipt !== undefined) {
    warning(["steps", k, "onMissingReceipt"], "no provider of this route reports receipts, so none can be overdue");
  }
}

function checkReplies({ draft, problem, warning }: CheckContext, providers: Providers): void {
  if (!(draft.confirm?.via ?? []).includes("reply")) return;
  const routes = (draft.steps ?? []).filter((step) => carriesReplies(step?.channel));
  const names = new Set(
    routes.flatMap((step) => routeNames(providers, step ?? {})).filter((name) => Object.hasOwn(providers, name)),
  );
  const deaf = [...names].filter((name) => providers[name]?.replies === false);
  const path = ["confirm", "via"];
  if (names.size > 0 && deaf.length === names.size) {
    problem(path, "recipients cannot reply to any sender of this campaign: remove reply, or send from a number");
  } else if (deaf.length > 0) {
    warning(path, `${deaf.join(", ")} cannot receive replies: answers to its messages do not arrive`);
  }
}

/** Returns whether `explore` could compare two vendors of a route. Both must report receipts. */
export function hasSecondVendor(steps: readonly StepDraft[], providers: Providers): boolean {
  return steps.some((step) => {
    const reporting = listProviders(providers, step).filter(({ receipts }) => receipts);
    return reporting.some(({ vendor }) => vendor !== reporting[0]?.vendor);
  });
}

function listProviders(providers: Providers, step: StepDraft): CheckedProvider[] {
  return routeNames(providers, step).flatMap((name) => (Object.hasOwn(providers, name) ? (providers[name] ?? []) : []));
}

function routeNames(providers: Providers, step: StepDraft): readonly string[] {
  return routedProviders(step, Object.keys(providers));
}
