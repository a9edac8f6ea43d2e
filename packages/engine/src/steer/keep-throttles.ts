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
  for (const { provider, since, perSecond, top } of slowed) {
    const isTold = told[provider] !== undefined;
    if (!isTold && context.runtime.now() - since.getTime() < LASTING_THROTTLE_MS) continue;
    next[provider] = told[provider] ?? since.getTime();
    if (isTold) continue;
    const [slow, full] = [rounded(perSecond), rounded(top)];
    const figures = { perSecond: slow, top: full };
    const action = `messages are sent through ${provider} at ${slow}/s of ${full}/s, and the rate rises again`;
    const fact = `${provider} throttles us`;
    await sayIncident(context, { ...SUBJECT, provider, change: "open", fact, action, did: "slowed", figures });
  }
  for (const provider of Object.keys(told).filter((name) => !(name in next))) {
    const fact = `${provider} accepts messages at the full rate again`;
    const action = `messages are sent through ${provider} as planned`;
    await sayIncident(context, { ...SUBJECT, provider, change: "end", fact, action, did: "resumed" });
  }
  return next;
}

const SUBJECT = { campaign: 0, kind: "throttled", destination: "" } as const;

function rounded(perSecond: number): number {
  return Number(perSecond.toPrecision(3));
}
