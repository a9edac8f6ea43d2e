import { type AvoidedProviders, LASTING_THROTTLE_MS, otherWay } from "@relance/rules";
import type { ClosedProvider, Plan, PluginHost, SlowedProvider } from "@relance/spec";
import type { Watched, WatchMemory } from "../watch-memory.ts";
import { hasOtherWay, steerProvider } from "./steer-provider.ts";
import { hasTooLittleTime, rateOver } from "./too-little-time.ts";

const WELL = { state: "open", since: 0, pauses: 0 } as const;
const LEFT = { state: "paused", since: 0, pauses: 0 } as const;

type Left = Pick<WatchMemory, "left" | "leftSlow">;

/**
 * Reroutes recipients from a provider that refuses relance's account, whatever `onLoss` is: a refused message was not
 * sent, so no recipient gets two messages. Also reroutes from a provider that does not answer, unless `onLoss` is
 * `pause`. When the provider is due for a test, its queues return to the provider for one message. If a provider
 * throttles, its recipients wait as long as they have time.
 */
export async function rerouteFromUnhealthy(
  host: PluginHost,
  { campaign, plan, waiting, now }: Watched,
  { providers, left = [], leftSlow = [] }: Pick<WatchMemory, "providers"> & Left,
  unhealthy: readonly UnhealthyProvider[],
): Promise<Left> {
  if (unhealthy.length === 0 && left.length === 0 && leftSlow.length === 0) return { left: [], leftSlow: [] };
  const isWatched = (provider: string) => (providers[provider]?.state ?? "open") !== "open";
  const avoided: AvoidedProviders = {
    shunned: new Set([...unhealthy.map(({ provider }) => provider), ...Object.keys(providers).filter(isWatched)]),
    slow: new Set(),
  };
  const { queues } = await host.read.queues(campaign);
  const version = Math.max(0, ...queues.map((queue) => queue.version));
  const isLate = (provider: string, until: number, perSecond?: number) =>
    hasTooLittleTime(host, { campaign, plan, waiting, provider, until, perSecond });
  const next = { left: new Set<string>(), leftSlow: new Set<string>() };
  for (const one of unhealthy) {
    const { provider, opensAt, perSecond, isTried, isSilent } = one;
    const kind = isTried ? next.left : next.leftSlow;
    if (isTried && opensAt <= now) continue; // the provider is due for a test with one message
    if (left.includes(provider) || leftSlow.includes(provider)) {
      kind.add(provider);
      continue;
    }
    const isRefusing = isTried && !isSilent;
    const status = { ...avoided, isAccount: isRefusing };
    if (plan.onLoss === "warn" && !isRefusing) continue;
    if (isWatched(provider) || !hasOtherWay(plan, provider, status)) continue;
    if (opensAt <= now && !hasFasterWay(host, plan, one, status)) continue;
    const isLeftAtOnce = isRefusing || (isSilent && plan.onLoss !== "pause");
    if (!isLeftAtOnce && !(await isLate(provider, Math.max(now, opensAt), perSecond))) continue;
    const why = isLeftAtOnce ? one.why : `${one.why}, and waiting would cost recipients time before their deadline`;
    const changes = steerProvider(campaign, provider, LEFT, { plan, isRerouting: true, reason: why, now, status });
    // messages that no other provider can send are not rerouted, and wait
    const rerouted = changes.filter(({ via }) => typeof via === "string");
    const { stale } = await host.control(rerouted.map((change) => ({ ...change, version })));
    if (stale.length > 0) continue; // another command changed the queues meanwhile, so the next check decides
    host.log({ level: "warn", event: "breaker.left", facts: { provider, why } });
    kind.add(provider);
  }
  for (const provider of new Set([...left, ...leftSlow])) {
    if (next.left.has(provider) || next.leftSlow.has(provider) || isWatched(provider)) continue;
    const isRecent = queues.some(({ planned, rerouted }) => {
      return planned === provider && rerouted?.since !== undefined && now - rerouted.since.getTime() < TRY_AGAIN_MS;
    });
    if (leftSlow.includes(provider) && isRecent && (await isLate(provider, now))) {
      next.leftSlow.add(provider); // the provider sent nothing, so it may still throttle
      continue;
    }
    const isTriedNow = leftSlow.includes(provider) || unhealthy.some((one) => one.provider === provider);
    const reason = isTriedNow ? "enough time remains to try the provider again" : "the provider works again";
    const facts = { plan, isRerouting: false, reason, now, status: avoided };
    await host.control(steerProvider(campaign, provider, WELL, facts));
  }
  return { left: [...next.left], leftSlow: [...next.leftSlow] };
}

/**
 * This long after a reroute began, recipients use the throttling provider again. Recipients who already got a message
 * through the other provider wait for this provider, so a longer reroute could last until their deadline.
 */
const TRY_AGAIN_MS = 15 * 60_000;

function hasFasterWay(
  host: PluginHost,
  plan: Plan,
  { provider, perSecond = Number.POSITIVE_INFINITY }: UnhealthyProvider,
  status: AvoidedProviders,
): boolean {
  return plan.steps.some((_, k) => {
    const via = otherWay(plan, k + 1, provider, status);
    return via !== undefined && rateOver(host, plan, via) >= perSecond;
  });
}

const LONG_REST_MS = 30_000;

export interface UnhealthyProvider {
  readonly provider: string;
  readonly opensAt: number;
  readonly perSecond?: number | undefined;
  readonly isTried: boolean;
  /** True if the provider does not answer. Recipients who can be rerouted then do not wait for the provider. */
  readonly isSilent: boolean;
  readonly why: string;
}

export function unhealthyProviders(
  closed: readonly ClosedProvider[],
  slowed: readonly SlowedProvider[],
  now: number,
): readonly UnhealthyProvider[] {
  const found = new Map<string, UnhealthyProvider>();
  for (const { provider, perSecond, since } of slowed) {
    if (now - since.getTime() < LASTING_THROTTLE_MS) continue;
    const why = `the provider has throttled us since ${since.toISOString()}`;
    const opensAt = since.getTime();
    found.set(provider, { provider, opensAt, perSecond, isTried: false, isSilent: false, why });
  }
  for (const one of closed) {
    const { provider, until, faults, isSilent } = one;
    const opensAt = until.getTime();
    const isTried = faults > 0;
    if (!isTried && opensAt - now < LONG_REST_MS) continue;
    const why = whyClosed(one);
    found.set(provider, { ...found.get(provider), provider, opensAt, isTried, isSilent, why });
  }
  return [...found.values()];
}

function whyClosed({ until, reason, faults, isSilent }: ClosedProvider): string {
  if (isSilent) return `the provider does not answer (${reason})`;
  return faults > 0
    ? `the provider refuses our account (${reason})`
    : `the provider is not used until ${until.toISOString()} (${reason})`;
}
