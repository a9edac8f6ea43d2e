import type { Ledger, PaceVerdict, Plan, PluginHost } from "@relance/spec";
import { judgePilot, LEAST_OF_PILOT, type PilotVerdict } from "../judge-pilot.ts";
import { withProven } from "../proven-share.ts";
import { chooseModel, type ProviderModels, type ProviderWatch, type WatchMemory } from "../watch-memory.ts";
import { avoidedDestinations, withoutExcluded } from "./exclude-destinations.ts";
import type { ReceiptsReceived } from "./receipt-tracker.ts";

const REPORT_EVERY_MS = 5_000;

interface PaceFacts {
  readonly ledger: Ledger;
  readonly plan: Plan;
  readonly observed: ReceiptsReceived;
  readonly memory: WatchMemory;
  readonly modelsOf: (provider: string) => ProviderModels;
}

export async function judgePace(host: PluginHost, facts: PaceFacts): Promise<WatchMemory["pace"]> {
  const { ledger, plan, observed, memory } = facts;
  if (plan.pace === undefined || ledger.states.pending === 0) return undefined;
  const verdict = verdictOn(facts);
  const { pace: before } = memory;
  if (before?.verdict === verdict && observed.now - before.at < REPORT_EVERY_MS) return before;
  await host.pace(ledger.campaign, verdict);
  return { verdict, at: observed.now };
}

function verdictOn(facts: PaceFacts): PaceVerdict {
  const isOnlySaid = facts.plan.onLoss === "warn";
  // a probed provider does not delay the next wave, because its probe may last until the deadline
  if (Object.values(facts.memory.providers).some(({ state }) => state === "throttled")) return "doubt";
  const pilots = judgePilots(facts);
  // a vendor with only rerouted destinations may have too few messages for a verdict
  const hasReroute = pilots.some(({ answer, isRerouted }) => answer === "go" && isRerouted);
  const mayGo = ({ answer, isRerouted }: Pilot) =>
    answer === "go" || (answer === "stop" ? isOnlySaid : hasReroute && !isRerouted);
  return pilots.every(mayGo) ? "go" : "wait";
}

/** `isRerouted` = the watch reroutes destinations of the provider. */
type Pilot = PilotVerdict & { readonly isRerouted: boolean };

/**
 * Judges the first wave of each provider that is in use and sends receipts. Skips a provider if most of its first
 * messages were captured or rerouted, because its few other messages would delay the next wave too long.
 */
function judgePilots({ observed, memory, plan, modelsOf }: PaceFacts): readonly Pilot[] {
  const reports = new Set(
    plan.steps.flatMap(({ route }) => route.filter(({ receipts }) => receipts).map(({ provider }) => provider)),
  );
  const verdicts = observed.flows
    .filter(({ name }) => name.destination === undefined && reports.has(name.provider))
    .filter(({ name }) => !isExcused(memory.providers[name.provider]))
    .flatMap((flow) => {
      const { provider } = flow.name;
      const model = withProven(chooseModel(modelsOf(provider), undefined), memory.proven?.counts[flow.key]);
      const from = memory.providers[provider]?.judgedFrom ?? 0;
      const avoided = avoidedDestinations(memory, provider);
      const rest = withoutExcluded(flow, observed.flows, avoided);
      const bins = { ...rest, seconds: rest.seconds.filter(({ at }) => at >= from) };
      const verdict = judgePilot({ bins, model, now: observed.now, downtime: observed.downtimeOf(provider) });
      const isRerouted = [...avoided.values()].includes(Number.POSITIVE_INFINITY);
      return flow.captured > 0 && !isEnough(verdict) ? [] : { ...verdict, isRerouted };
    });
  return verdicts.some(isEnough) ? verdicts.filter(isEnough) : verdicts;
}

function isExcused(provider: ProviderWatch | undefined): boolean {
  return provider?.state === "paused" || provider?.fault === "unknown";
}

function isEnough({ accepted }: PilotVerdict): boolean {
  return accepted >= LEAST_OF_PILOT;
}
