import { LASTING_THROTTLE_MS } from "@relance/rules";
import type { SlowedProvider } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { sayIncident } from "../base/say-incident.ts";

/** Start of the reported throttling, by provider. */
export type ThrottleMemory = Readonly<Record<string, number>>;

/** Opens one incident per period of throttling, and ends it. */
export async function keepThrottles(
  context: EngineContext,
  slowed: readonly SlowedProvider[],
  told: ThrottleMemory = {},
): Promise<ThrottleMemory> {
  const next: Record<string, number> = {};
  for (const one of slowed) {
    const { provider, since } = one;
    if (told[provider] === undefined && context.runtime.now() - since.getTime() < LASTING_THROTTLE_MS) continue;
    if (told[provider] === undefined) await saySlowed(context, one);
    next[provider] = told[provider] ?? since.getTime();
  }
  for (const provider of Object.keys(told)) if (!(provider in next)) await sayWell(context, provider);
  return next;
}

const SUBJECT = { campaign: 0, kind: "throttled", destination: "" } as const;

function saySlowed(context: EngineContext, { provider, perSecond, top }: SlowedProvider): Promise<unknown> {
  const figures = { perSecond: rounded(perSecond), top: rounded(top) };
  const fact = `${provider} throttles us`;
  const action = `messages are sent over it at ${figures.perSecond}/s of ${figures.top}/s, rising again while it accepts them`;
  return sayIncident(context, { ...SUBJECT, provider, change: "open", fact, action, did: "slowed", figures });
}

function sayWell(context: EngineContext, provider: string): Promise<unknown> {
  const fact = `${provider} accepts messages at the full rate again`;
  const action = "messages are sent over it as planned";
  return sayIncident(context, { ...SUBJECT, provider, change: "end", fact, action, did: "resumed" });
}

function rounded(perSecond: number): number {
  return Number(perSecond.toPrecision(3));
}
