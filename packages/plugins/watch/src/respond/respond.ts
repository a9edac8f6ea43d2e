import type { AvoidedProviders } from "@relance/rules";
import type { IncidentChange, PluginHost } from "@relance/spec";
import type { ProviderVerdict } from "../judge/judge-campaign.ts";
import type { ProviderWatch, Watched, WatchMemory } from "../watch-memory.ts";
import { type ConfirmedDiagnosis, confirmDiagnosis, SEEN } from "./confirm-diagnosis.ts";
import { describeAction, describeFact, destinationIn, endIfOther, keepIncident } from "./describe.ts";
import { AT_REST, nextState, trustedAt } from "./next-state.ts";
import { rerouteAgain, rerouteDestinations, reroutedDestinations } from "./reroute-destinations.ts";
import { describeReroutes, hasOtherWay, readQueueStatus, steerProvider } from "./steer-provider.ts";
import { hasTooLittleTime } from "./too-little-time.ts";
import { isAskedAbout, LACKS_TIME, returnRecipients, waitForEvidence } from "./while-in-doubt.ts";

/** Carries out the actions for the verdicts, and updates incidents. Returns the new memory of the watch. */
export async function respond(
  host: PluginHost,
  watched: Watched,
  memory: WatchMemory,
  verdicts: readonly ProviderVerdict[],
): Promise<WatchMemory> {
  let next = memory;
  const isInDoubt = ({ provider, verdict }: ProviderVerdict) =>
    verdict.level !== "none" || memory.providers[provider]?.fault === "unknown";
  const doubted = new Set(verdicts.filter(isInDoubt).map(({ provider }) => provider));
  for (const seen of verdicts) next = await respondTo(host, watched, next, seen, doubted);
  return rerouteDestinations(host, watched, next, verdicts);
}

async function respondTo(
  host: PluginHost,
  watched: Watched,
  memory: WatchMemory,
  seen: ProviderVerdict,
  doubted: ReadonlySet<string>,
): Promise<WatchMemory> {
  const { campaign, plan, now, lookups } = watched;
  const { provider } = seen;
  const before = memory.providers[provider] ?? AT_REST;
  const onLoss = plan.onLoss ?? "reroute";
  const isAsked = onLoss !== "warn" && isAskedAbout(seen, before, now, onLoss === "reroute");
  const wanted = nextState(before, isAsked ? { ...seen, alarm: "pause" } : seen, onLoss, now);
  const silence = { campaign, provider, destination: destinationIn(seen) };
  const asked = confirmDiagnosis(before, wanted, now, () =>
    seen.proof === undefined ? lookups.about(silence, now) : SEEN,
  );
  const isChanged = isSteered(before, asked.after);
  // only the state `paused` makes the function read the providers to avoid, which rerouted destinations also need
  const state = isChanged && reroutedDestinations(memory.parts, provider).length > 0 ? "paused" : asked.after.state;
  const status = await readQueueStatus(host, campaign, memory, { ...asked.after, state }, isChanged);
  const suspected = new Set([...status.shunned, ...status.slow, ...doubted]);
  const isElsewhereWell = hasOtherWay(plan, provider, { shunned: suspected, slow: new Set() });
  const acquitted = isElsewhereWell ? asked : returnRecipients(seen, before, asked, now);
  const diagnosis = isAsked
    ? await waitForEvidence(host, watched, { seen, before, diagnosis: acquitted, status, isElsewhereWell })
    : acquitted;
  const { held } = diagnosis;
  const { after, fact } = await rerouteBeforeDeadline(host, watched, { provider, status }, diagnosis);
  let told: Pick<IncidentChange, "action" | "did"> = { action: held };
  const isOver = seen.alarm === "none" && before.state !== "open";
  const about = isOver ? { ...seen, guilty: [], told: undefined, worst: seen.verdict } : seen;
  const isAgain =
    after.state === "paused" && after.pauses > 1 && (before.state === "open" || before.state === "throttled");
  const again = isAgain ? ["an earlier probe succeeded, which proves nothing about the full rate"] : [];
  const reason = [describeFact(about, memory.incidents[provider]?.kind), ...fact, ...again].join("; ");
  const isRerouting = onLoss === "reroute" || after.isLeft === true;
  const facts = { plan, isRerouting, reason, now, status };
  const own = steerProvider(campaign, provider, after, facts);
  const changes = after.state === "paused" ? own : [...own, ...rerouteAgain(campaign, memory, provider, facts)];
  const reroutes = after.state === "paused" ? describeReroutes(changes) : undefined;
  if (isSteered(before, after) || reroutes !== (before.reroutes ?? reroutes)) {
    const { stale } = await host.control(changes.map((change) => ({ ...change, version: status.version })));
    if (stale.length > 0) return memory; // an operator or a plugin changed the queues meanwhile: the next check decides
    const ways = new Set(changes.map(({ via }) => via).filter((via) => typeof via === "string"));
    const isNoted = isNews(before, after) || reroutes !== before.reroutes;
    if (held === undefined && isNoted) told = describeAction(provider, after, [...ways]);
  }
  const open = await endIfOther(host, campaign, memory.incidents[provider], seen);
  const parts = after.state === "paused" ? without(memory.parts, provider) : memory.parts; // a pause applies to all
  const isWrong = seen.guilty.length > 0 || after.state !== "open" || reroutedDestinations(parts, provider).length > 0;
  const incident = await keepIncident(host, campaign, open, seen, { ...told, fact: reason, isWrong });
  const alarms =
    after.state === "probing" && before.state !== "probing" ? without(memory.alarms, provider) : memory.alarms;
  const { [provider]: _ended, ...others } = memory.incidents;
  return {
    ...memory,
    alarms,
    parts,
    providers: { ...memory.providers, [provider]: { ...after, fault: faultAfter(seen, before, diagnosis), reroutes } },
    incidents: incident === undefined ? others : { ...others, [provider]: incident },
  };
}

function faultAfter(
  { alarm, verdict, worst }: ProviderVerdict,
  before: ProviderWatch,
  { after, fault }: ConfirmedDiagnosis,
): ProviderWatch["fault"] {
  const isUnknown = alarm === "none" ? before.fault === "unknown" && verdict.kind !== "green" : worst.isUnknown;
  return fault ?? (isUnknown === true && after.state === "open" ? "unknown" : undefined);
}

function isSteered(before: ProviderWatch, after: ProviderWatch): boolean {
  return isNews(before, after) || before.heldAt !== after.heldAt;
}

function isNews(before: ProviderWatch, after: ProviderWatch): boolean {
  return before.state !== after.state || before.since !== after.since || before.isLeft !== after.isLeft;
}

function without<T>(values: Readonly<Record<string, T>>, provider: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key.split(" ")[0] !== provider));
}

const EVERY_MS = 60_000;

/** Reroutes the recipients of a paused provider before they run out of time, even with `onLoss: pause`. */
async function rerouteBeforeDeadline(
  host: PluginHost,
  { campaign, plan, waiting, now }: Watched,
  { provider, status }: { readonly provider: string; readonly status: AvoidedProviders },
  diagnosis: Pick<ConfirmedDiagnosis, "after" | "fact">,
): Promise<{ readonly after: ProviderWatch; readonly fact: readonly string[] }> {
  const { after, fact } = diagnosis;
  const mayWait = after.state === "paused" && plan.onLoss === "pause" && after.isLeft !== true;
  const isDue = now - (after.timedAt ?? 0) >= EVERY_MS;
  if (!mayWait || !isDue || !hasOtherWay(plan, provider, status)) return { after, fact };
  const until = Math.max(now, trustedAt(after));
  const isLeft = await hasTooLittleTime(host, { campaign, plan, waiting, provider, until });
  return { after: { ...after, isLeft, timedAt: now }, fact: isLeft ? [...fact, LACKS_TIME] : fact };
}
