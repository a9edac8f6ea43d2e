import type { StepDraft } from "../definition/campaign-draft.ts";
import { nearName } from "../definition/near-name.ts";
import { instanceOf } from "../plan/provider-facts.ts";
import type { CheckContext, CheckedProvider, Rule } from "./check-context.ts";

type Providers = Readonly<Record<string, CheckedProvider>>;

/** The gateway's providers can do what the campaign asks of them. */
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
  { problem }: CheckContext,
  providers: Providers,
  { channel, route = [] }: StepDraft,
  k: number,
): void {
  if (channel === undefined) return;
  route.forEach((name, position) => {
    if (name === undefined) return;
    const instance = instanceOf(channel, name);
    if (Object.hasOwn(providers, instance) && providers[instance]?.channel === channel) return;
    const known = Object.keys(providers).filter((other) => providers[other]?.channel === channel);
    const names = known.map((other) => other.slice(channel.length + 1));
    const near = nearName(name, names);
    const rest = names.length === 0 ? `no provider for ${channel} is configured` : `${channel} has ${names.join(", ")}`;
    problem(
      ["steps", k, "route", position],
      `${instance} is not configured; ${near === undefined ? rest : `write ${near}`}`,
    );
  });
}

function checkVendors({ warning }: CheckContext, providers: Providers, step: StepDraft, k: number): void {
  const found = providersOf(providers, step);
  const [first] = found;
  if (first === undefined || found.length !== step.route?.length) return;
  const action = step.onUnknown?.do ?? "reroute";
  const hasOtherVendor = found.some(({ vendor }) => vendor !== first.vendor);
  if (action === "reroute" && first.receipts && !hasOtherVendor) {
    warning(
      ["steps", k, "route"],
      `every provider of this route is carried by ${first.vendor}: what it loses is not tried over another carrier first`,
    );
  }
  if (!found.some(({ receipts }) => receipts) && step.onUnknown !== undefined) {
    warning(["steps", k, "onUnknown"], "no provider of this route reports receipts, so none can be overdue");
  }
}

function checkReplies({ draft, problem, warning }: CheckContext, providers: Providers): void {
  if (!(draft.acknowledge?.by ?? []).includes("reply")) return;
  const routes = (draft.steps ?? []).filter((step) => step?.channel === "sms");
  const found = routes.flatMap((step) => (step === undefined ? [] : providersOf(providers, step)));
  const deaf = found.filter(({ replies }) => !replies).length;
  const path = ["acknowledge", "by"];
  if (found.length > 0 && deaf === found.length) {
    problem(path, "no SMS sender of this campaign can be answered: remove reply, or send from a number");
  } else if (deaf > 0) {
    warning(path, `${deaf} of ${found.length} SMS senders cannot be answered: people who reply to them are not heard`);
  }
}

function providersOf(providers: Providers, { channel, route = [] }: StepDraft): CheckedProvider[] {
  return route.flatMap((name) => {
    const instance = channel === undefined || name === undefined ? "" : instanceOf(channel, name);
    const found = Object.hasOwn(providers, instance) ? providers[instance] : undefined;
    return found === undefined ? [] : [found];
  });
}
