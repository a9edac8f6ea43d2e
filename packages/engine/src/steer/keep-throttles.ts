import { LASTING_THROTTLE_MS } from "@relance/rules";
import type { SlowedProvider } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { recordIncident } from "../base/record-incident.ts";

/** When the reported throttling began, by provider. */
export type ThrottleMemory = Readonly<Record<string, number>>;

/** Opens an incident when a provider starts to throttle us, and ends it when the throttling ends. */
export async function keepThrottles(
  context: EngineContext,
  slowed: readonly SlowedProvider[],
  reported: ThrottleMemory = {},
): Promise<ThrottleMemory> {
  const next: Record<string, number> = {};
  for (const { provider, since, perSecond, top } of slowed) {
    const isReported = reported[provider] !== undefined;
    if (!isReported && context.runtime.now() - since.getTime() < LASTING_THROTTLE_MS) continue;
    next[provider] = reported[provider] ?? since.getTime();
    if (isReported) continue;
    const [slow, full] = [rounded(perSecond), rounded(top)];
    const figures = { perSecond: slow, top: full };
    const action = `messages are sent through ${provider} at ${slow}/s of ${full}/s, and the rate rises again`;
    const fact = `${provider} throttles us`;
    await recordIncident(context, { ...SUBJECT, provider, change: "open", fact, action, did: "slowed", figures });
  }
  for (const provider of Object.keys(reported).filter((name) => !(name in next))) {
    const fact = `${provider} accepts messages at the full rate again`;
    const action = `messages are sent through ${provider} as planned`;
    await recordIncident(context, { ...SUBJECT, provider, change: "end", fact, action, did: "resumed" });
  }
  return next;
}

const SUBJECT = { campaign: 0, kind: "throttled", destination: "" } as const;

function rounded(perSecond: number): number {
  return Number(perSecond.toPrecision(3));
}
