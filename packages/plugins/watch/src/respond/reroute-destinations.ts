import type { Plan, PluginControl, PluginHost } from "@relance/spec";
import type { DestinationVerdict, ProviderVerdict } from "../judge/judge-campaign.ts";
import type { ProviderWatch, Watched, WatchMemory } from "../watch-memory.ts";
import { confirmDiagnosis, SEEN } from "./confirm-diagnosis.ts";
import { chooseIncidentKind, describeAction, describeFact, endIfOther, listFigures } from "./describe.ts";
import { AT_REST, nextState } from "./next-state.ts";
import { hasOtherWay, readQueueStatus, steerProvider } from "./steer-provider.ts";

/**
 * Reroutes the recipients of destinations to which a provider loses messages. Recipients of other destinations are not
 * rerouted. Applies only with `onLoss: reroute`, and only if the provider is not paused.
 */
export async function rerouteDestinations(
  host: PluginHost,
  watched: Watched,
  memory: WatchMemory,
  verdicts: readonly ProviderVerdict[],
): Promise<WatchMemory> {
  if (!isRerouting(watched.plan)) return memory;
  let next = memory;
  for (const seen of verdicts) {
    for (const destination of seen.parts ?? []) {
      if ((next.providers[seen.provider]?.state ?? "open") === "paused") continue;
      const own = { ...seen, ...destination, worst: destination.verdict, told: destination };
      next = await rerouteDestination(host, watched, next, own);
    }
  }
  return next;
}

export function canReroute(plan: Plan, { providers }: WatchMemory, provider: string): boolean {
  const paused = Object.keys(providers).filter((one) => providers[one]?.state === "paused");
  return isRerouting(plan) && hasOtherWay(plan, provider, { shunned: new Set(paused), slow: new Set() });
}

function isRerouting({ onLoss = "reroute" }: Plan): boolean {
  return onLoss === "reroute";
}

async function rerouteDestination(
  host: PluginHost,
  { campaign, plan, now, lookups }: Watched,
  memory: WatchMemory,
  seen: ProviderVerdict & DestinationVerdict,
): Promise<WatchMemory> {
  const { provider, key, name } = seen;
  const { destination: flow = "" } = name;
  const before = memory.parts[key] ?? AT_REST;
  const wanted = nextState(before, seen, "reroute", now);
  const { after, fact } = confirmDiagnosis(before, wanted, now, () =>
    seen.proof === undefined ? lookups.about({ campaign, provider, destination: flow }, now) : SEEN,
  );
  const isNews = after.state !== before.state;
  if ((!isNews && after.heldAt === before.heldAt) || after.state === "throttled") return memory;
  const status = await readQueueStatus(host, campaign, memory, after, true);
  const reason = [describeFact(seen, "loss"), ...fact].join("; ");
  const facts = { plan, isRerouting: true, reason, now, status };
  const changes = steerProvider(campaign, provider, after, facts).map(
    (change): PluginControl => ({ ...change, destination: flow }),
  );
  const ways = [...new Set(changes.flatMap(({ via }) => via ?? []))];
  if (after.state === "paused" && ways.length === 0) return memory; // no other provider can reach these recipients
  const { stale } = await host.control(changes.map((change) => ({ ...change, version: status.version })));
  if (stale.length > 0) return memory; // an operator changed the queues meanwhile, so the next check decides
  if (!isNews) return { ...memory, parts: { ...memory.parts, [key]: after } };
  const told = { fact: reason, ...describeAction(`${provider} to ${flow}`, after, ways) };
  const open = await endIfOther(host, campaign, memory.incidents[provider], seen);
  const subject = open ?? { kind: chooseIncidentKind(seen), destination: flow };
  await host.incident({ campaign, ...subject, provider, change: "open", ...told, figures: listFigures(seen) });
  const { [key]: _before, ...alarms } = memory.alarms; // the probe's own messages decide, not those that raised the alarm
  return {
    ...memory,
    alarms: after.state === "probing" ? alarms : memory.alarms,
    parts: { ...memory.parts, [key]: after },
    incidents: { ...memory.incidents, [provider]: subject },
  };
}

/** Returns the rerouted destinations of a provider, as entries of `parts`. */
export function reroutedDestinations(parts: WatchMemory["parts"], provider: string): [string, ProviderWatch][] {
  return Object.entries(parts).filter(([key, { state }]) => key.startsWith(`${provider} `) && state !== "open");
}

/** Returns commands that reroute destinations again, after a command for the whole provider replaced the reroutes. */
export function rerouteAgain(
  campaign: number,
  memory: WatchMemory,
  provider: string,
  facts: Parameters<typeof steerProvider>[3],
): readonly PluginControl[] {
  return reroutedDestinations(memory.parts, provider).flatMap(([key, part]) => {
    const changes = steerProvider(campaign, provider, part, { ...facts, isRerouting: true });
    return changes.map((change) => ({ ...change, destination: key.slice(provider.length + 1) }));
  });
}
