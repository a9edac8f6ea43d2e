import { FAILURES_IN_A_ROW, FAULT_MS, isOurs, LASTING_THROTTLE_MS } from "@relance/rules";
import type { ClosedProvider, SlowedProvider } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { recordIncident } from "../base/record-incident.ts";

/** A provider counts as working after this time without a failure. A shorter time would cause too many incidents. */
const CALM_MS = 5 * FAULT_MS;

interface ReportedFault {
  readonly faults: number;
  /** Since when the provider works again; absent while it fails. */
  readonly openSince?: number | undefined;
}

export type BreakerMemory = Readonly<Record<string, ReportedFault>>;

/** Opens incidents for providers that refuse our account or do not answer, and for messages that cannot be rendered. */
export async function keepBreakers(
  context: EngineContext,
  closed: readonly ClosedProvider[],
  reported: BreakerMemory = {},
): Promise<BreakerMemory> {
  const faulty = closed.filter(({ faults, reason }) => faults > 0 || isOurs(reason));
  const next: Record<string, ReportedFault> = {};
  for (const one of faulty) {
    const { provider, faults } = one;
    const before = reported[provider];
    if (faults === 0 && before === undefined) await reportUnrenderable(context, one);
    else if (faults > 0 && (before?.faults !== faults || before.openSince !== undefined))
      await reportFault(context, one);
    next[provider] = { faults };
  }
  const now = context.runtime.now();
  for (const [provider, { faults, openSince = now }] of Object.entries(reported)) {
    const before = next[provider];
    if (before !== undefined && (before.faults === 0) === (faults === 0)) continue;
    if (before !== undefined || now - openSince >= CALM_MS) await reportRecovery(context, provider, faults);
    else next[provider] = { faults, openSince };
  }
  return next;
}

const SUBJECT = { campaign: 0, kind: "breaker", destination: "" } as const;

function reportFault(
  context: EngineContext,
  { provider, reason, until, faults, isSilent }: ClosedProvider,
): Promise<unknown> {
  const fact = isSilent
    ? `${provider} does not answer: at least the last ${FAILURES_IN_A_ROW} messages failed, the latest with ${reason}`
    : `${provider} refuses our account: ${reason}`;
  const action = `no message is sent through ${provider}, except for a probe from ${until.toISOString()} on`;
  const did = faults === 1 ? "paused" : "probed";
  return recordIncident(context, { ...SUBJECT, provider, change: "open", fact, action, did, figures: { faults } });
}

function reportUnrenderable(context: EngineContext, { provider, reason, until }: ClosedProvider): Promise<unknown> {
  const fact = `messages through ${provider} cannot be rendered: ${reason}`;
  const action = `no message is sent through ${provider} before ${until.toISOString()}`;
  const said = { change: "open", fact, action, did: "paused", figures: {} } as const;
  return recordIncident(context, { ...SUBJECT, kind: "unwritten", provider, ...said });
}

function reportRecovery(context: EngineContext, provider: string, faults: number): Promise<unknown> {
  const kind = faults === 0 ? "unwritten" : "breaker";
  const fact = faults === 0 ? `messages through ${provider} can be rendered` : `${provider} accepts our messages again`;
  const action = `messages are sent through ${provider} as planned`;
  return recordIncident(context, { ...SUBJECT, kind, provider, change: "end", fact, action, did: "resumed" });
}

/** When the reported throttling began, by provider. */
export type ThrottleMemory = Readonly<Record<string, number>>;

/** Opens an incident when a provider starts to throttle, and closes it when the throttling ends. */
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
    await recordIncident(context, { ...THROTTLED, provider, change: "open", fact, action, did: "slowed", figures });
  }
  for (const provider of Object.keys(reported).filter((name) => !(name in next))) {
    const fact = `${provider} accepts messages at the full rate again`;
    const action = `messages are sent through ${provider} as planned`;
    await recordIncident(context, { ...THROTTLED, provider, change: "end", fact, action, did: "resumed" });
  }
  return next;
}

const THROTTLED = { campaign: 0, kind: "throttled", destination: "" } as const;

function rounded(perSecond: number): number {
  return Number(perSecond.toPrecision(3));
}
