import type { AttemptOutcome, ContentOf, Message } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { deliver, SEND_BUDGET_MS } from "../dispatch/deliver.ts";
import { permitOne } from "../dispatch/permit-one.ts";
import { withinBudget } from "../record/within-budget.ts";
import { type AlertWay, alertWays } from "./alert-ways.ts";

/** How long an alert is worth delivering, in milliseconds. */
const VALIDITY_MS = 6 * 3_600_000;

/** A message for one operator. */
export interface PeopleAlert {
  readonly id: string;
  readonly channel: "email" | "sms";
  readonly to: string;
  readonly content: ContentOf<"email" | "sms">;
  /** Providers in trouble: the last to be used. */
  readonly about: ReadonlySet<string>;
  readonly via: string | undefined;
}

/** How one operator was told. */
export type Told = { readonly isTold: true } | { readonly isTold: false; readonly code: string };

/**
 * Tells one operator over the gateway's own providers, one after the other until one takes it. No attempt of any
 * campaign, but a message of the provider's rate. A message whose fate is unknown goes over the next one too: an alert
 * that comes twice costs less than none.
 */
export async function tellPeople(context: EngineContext, alert: PeopleAlert, signal: AbortSignal): Promise<Told> {
  let code = "provider/unavailable";
  for (const way of alertWays(context.providers, alert.channel, alert.about, alert.via)) {
    if (signal.aborted) break;
    const { instance, apart } = way;
    if (apart !== "vendor") {
      context.log({
        level: "warn",
        event: "alert.same-way",
        facts: { channel: alert.channel, over: instance, apart },
      });
    }
    const outcome = await tellOver(context, way, alert, signal);
    if (outcome?.kind === "accepted") {
      if (outcome.captured !== undefined)
        context.log({ level: "warn", event: "alert.captured", facts: { channel: alert.channel } });
      return { isTold: true };
    }
    code = codeOf(outcome) ?? code;
  }
  return { isTold: false, code };
}

async function tellOver(
  context: EngineContext,
  { instance, provider }: AlertWay,
  { id, channel, to, content }: PeopleAlert,
  signal: AbortSignal,
): Promise<AttemptOutcome | undefined> {
  if (!(await permitOne(context, instance, provider, signal))) return undefined;
  const message = { channel, attemptId: id, to, content, validityMs: VALIDITY_MS } as Message;
  return withinBudget(context.runtime, signal, {
    name: provider.kind,
    budgetMs: provider.sendBudgetMs ?? SEND_BUDGET_MS,
    ask: (asking) => deliver(context, provider, message, asking),
  }).catch(() => undefined);
}

function codeOf(outcome: AttemptOutcome | undefined): string | undefined {
  return outcome !== undefined && "errorCode" in outcome ? outcome.errorCode : undefined;
}
