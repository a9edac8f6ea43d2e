import { type AvoidedProviders, otherWay, planStep } from "@relance/rules";
import type { Plan, PluginControl, PluginHost } from "@relance/spec";
import type { ProviderWatch, WatchMemory, WatchState } from "../watch-memory.ts";
import { isStopped } from "./next-state.ts";

/** Maximum messages per second through a provider that is slowed down or probed. */
export const CAREFUL_PER_SECOND = 10;
export const PROBE_PER_SECOND = 2;
const RATES: Partial<Record<WatchState, number>> = { throttled: CAREFUL_PER_SECOND, probing: PROBE_PER_SECOND };
/** If the watch does not renew its pause, limit or reroute within this time, the auditor reports it. */
const REVIEW_MS = 15 * 60_000;

const NOT_HELD = { gate: "open", via: null } as const;

export function steerProvider(
  campaign: number,
  provider: string,
  after: ProviderWatch,
  facts: {
    readonly plan: Plan;
    readonly isRerouting: boolean;
    readonly reason: string;
    readonly now: number;
    readonly status: AvoidedProviders;
  },
): readonly PluginControl[] {
  const common = { campaign, provider, reason: facts.reason } as const;
  if (!isStopped(after)) return [{ ...common, ...NOT_HELD, perSecond: RATES[after.state] ?? null }];
  const reviewAt = facts.now + REVIEW_MS;
  return facts.plan.steps.flatMap((_, k): PluginControl[] => {
    const step = k + 1;
    const via = facts.isRerouting ? otherWay(facts.plan, step, provider, facts.status) : undefined;
    const perSecond = via !== undefined && facts.status.slow.has(via) ? CAREFUL_PER_SECOND : null;
    const held = { ...common, step, gate: "held", perSecond, reviewAt, via: via ?? null } as const;
    return isOnRoute(facts.plan, step, provider) ? [held] : [];
  });
}

function isOnRoute(plan: Plan, step: number, provider: string): boolean {
  return planStep(plan, step)?.route.some((place) => place.provider === provider) === true;
}

export function hasOtherWay(plan: Plan, provider: string, status: AvoidedProviders): boolean {
  return plan.steps.some(
    (_, k) => isOnRoute(plan, k + 1, provider) && otherWay(plan, k + 1, provider, status) !== undefined,
  );
}

/** Returns the reroutes in these commands as text, to compare the text with earlier reroutes. */
export function describeReroutes(changes: readonly PluginControl[]): string {
  return changes.map(({ step, via, perSecond }) => `${step}:${via ?? ""}:${perSecond ?? ""}`).join(" ");
}

/** The providers that a reroute must avoid, and the version of the queues. */
export interface QueueStatus extends AvoidedProviders {
  readonly version: number;
}

const NOTHING_SEEN: QueueStatus = { shunned: new Set(), slow: new Set(), version: 0 };

/** Reads which providers a reroute of a paused provider must avoid. Reads the queues only if something changes. */
export async function readQueueStatus(
  host: PluginHost,
  campaign: number,
  { providers }: WatchMemory,
  after: ProviderWatch,
  isSteered: boolean,
): Promise<QueueStatus> {
  if (!isStopped(after) && !isSteered) return NOTHING_SEEN;
  const inState = (...states: readonly WatchState[]) =>
    Object.keys(providers).filter((provider) => states.includes(providers[provider]?.state ?? "open"));
  const all = (await host.read.queues(campaign)).queues;
  const version = Math.max(0, ...all.map((queue) => queue.version));
  if (!isStopped(after)) return { ...NOTHING_SEEN, version };
  const queues = all.filter(({ destination }) => destination === undefined);
  const held = queues.filter(({ holds }) => holds.some(({ source }) => source === "operator"));
  // if an operator stopped all queues, no provider is to blame
  const stopped = held.length === queues.length ? [] : held.map(({ planned }) => planned);
  return {
    shunned: new Set([...inState("paused"), ...stopped]),
    slow: new Set(inState("throttled", "probing")),
    version,
  };
}
