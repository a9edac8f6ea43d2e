import type { CourierOptions, World } from "@relance/simulator";
import { type CampaignDefinition, type Channel, carriesReplies, channels, type Provider } from "@relance/spec";
import type { Providers } from "relance";
import { parseLatency, parseShare, type Scenario, type ScenarioProvider } from "../scenario/scenario.ts";
import { type Courier, createStandIn, forwardReplies, type ProviderProfile, type StandInPorts } from "./stand-in.ts";

export type StandIns = Partial<Record<Channel, Record<string, Provider>>>;

/** Simulates every configured provider. Without a configuration, simulates every provider in the campaign's routes. */
export function createStandIns(
  world: World,
  ports: StandInPorts,
  parts: {
    readonly definition: CampaignDefinition;
    readonly providers: Providers | undefined;
    readonly scenario: Scenario;
  },
): StandIns {
  const standIns: StandIns = {};
  for (const [channel, name, provider] of listProviders(parts)) {
    const providerName = `${channel}.${name}`;
    const habits = providerHabits(providerName, parts);
    const profile = providerProfile(channel, provider, providerName, habits.perSecond);
    const courier = openCourier(world, providerName, channel, provider, {
      receipts: parseShare(habits.receipts),
      deadAddresses: parseShare(habits.dead),
      unknownAddresses: parseShare(habits.unknown),
      transit: false,
      latency: parseLatency(habits.latency),
    });
    const named = standIns[channel] ?? {};
    standIns[channel] = named;
    named[name] = createStandIn(providerName, profile, courier, ports);
    if (courier.channel === "sms") forwardReplies(providerName, courier, ports.inbound, () => world.clock.now());
  }
  return standIns;
}

/**
 * Returns the scenario's settings for a provider: by its name, as the first provider, by its channel, or for all
 * providers.
 */
function providerHabits(
  provider: string,
  { definition: { steps }, providers, scenario: { providers: habits = {} } }: Parameters<typeof createStandIns>[2],
): ScenarioProvider {
  const [channel = ""] = provider.split(".");
  const [step] = steps;
  const isFirst = step !== undefined && provider === `${step.channel}.${listRoute(step, providers)[0]}`;
  return habits[provider] ?? (isFirst ? habits.first : undefined) ?? habits[channel] ?? habits.all ?? {};
}

/**
 * Returns the providers of a step by name. A step without a route uses all configured providers of its channel, or one
 * invented provider.
 */
function listRoute({ channel, route }: CampaignDefinition["steps"][number], providers: Providers | undefined) {
  return route ?? Object.keys(providers?.[channel] ?? { main: undefined });
}

function listProviders({
  definition,
  providers,
}: Parameters<typeof createStandIns>[2]): readonly (readonly [Channel, string, Provider | undefined])[] {
  if (providers === undefined) {
    const names = new Set(
      definition.steps.flatMap((step) => listRoute(step, undefined).map((name) => `${step.channel}.${name}`)),
    );
    return [...names].map((provider) => {
      const [channel = "sms", name = ""] = provider.split(".");
      return [channel as Channel, name, undefined] as const;
    });
  }
  return channels().flatMap((channel) =>
    Object.entries<Provider>(providers[channel] ?? {}).map(([name, provider]) => [channel, name, provider] as const),
  );
}

function providerProfile(
  channel: Channel,
  provider: Provider | undefined,
  providerName: string,
  perSecond: number | undefined,
): ProviderProfile {
  const capabilities = { receipts: channel !== "email", replies: carriesReplies(channel) };
  return {
    kind: provider?.kind ?? "simulated",
    channel,
    vendor: provider?.vendor ?? providerName,
    capabilities: provider?.capabilities ?? capabilities,
    perSecond: perSecond ?? provider?.perSecond,
    canLookUp: provider?.lookup !== undefined,
    sendBudgetMs: provider?.sendBudgetMs,
  };
}

function openCourier(
  world: World,
  providerName: string,
  channel: Channel,
  provider: Provider | undefined,
  habits: CourierOptions,
): Courier {
  if (channel === "sms") return world.carrier(providerName, habits);
  if (channel !== "email") return world.pushService(providerName, { ...habits, channel });
  return world.mailHost(providerName, {
    ...habits,
    reports: provider === undefined || provider.receipts !== undefined ? "bounces" : undefined,
  });
}
