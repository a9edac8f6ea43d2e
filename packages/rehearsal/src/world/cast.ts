import type { CourierOptions, World } from "@relance/simulator";
import { type CampaignDefinition, CHANNELS, type Channel, type Provider } from "@relance/spec";
import type { Providers } from "relance";
import type { Scenario } from "../scenario/scenario.ts";
import { latencyOf, shareOf } from "../scenario/scenario.ts";
import { bringReplies, type Courier, type Likeness, type Outside, standIn } from "./stand-in.ts";

/** Provider instances of a rehearsal, by channel and name. */
export type Cast = Record<Channel, Record<string, Provider>>;

/** Plays every provider of the configuration, or of the campaign's routes where there is none. */
export function castProviders(
  world: World,
  outside: Outside,
  parts: {
    readonly definition: CampaignDefinition;
    readonly providers: Providers | undefined;
    readonly scenario: Scenario;
  },
): Cast {
  const cast: Cast = { sms: {}, email: {}, push: {} };
  for (const [channel, name, provider] of rolesOf(parts)) {
    const instance = `${channel}.${name}`;
    const habits = parts.scenario.carriers?.[instance] ?? {};
    const like = likenessOf(channel, provider, instance, habits.perSecond);
    const courier = courierOf(world, instance, channel, provider, {
      receipts: shareOf(habits.receipts),
      deadAddresses: shareOf(habits.dead),
      unknownAddresses: shareOf(habits.unknown),
      transit: false,
      latency: latencyOf(habits.latency),
    });
    cast[channel][name] = standIn(instance, like, courier, outside);
    if (courier.channel === "sms") bringReplies(instance, courier, outside.ear, () => world.clock.now());
  }
  return cast;
}

function rolesOf({
  definition,
  providers,
}: Parameters<typeof castProviders>[2]): readonly (readonly [Channel, string, Provider | undefined])[] {
  if (providers === undefined) {
    const names = new Set(definition.steps.flatMap(({ channel, route }) => route.map((name) => `${channel}.${name}`)));
    return [...names].map((instance) => {
      const [channel = "sms", name = ""] = instance.split(".");
      return [channel as Channel, name, undefined] as const;
    });
  }
  return CHANNELS.flatMap((channel) =>
    Object.entries<Provider>(providers[channel] ?? {}).map(([name, provider]) => [channel, name, provider] as const),
  );
}

function likenessOf(
  channel: Channel,
  provider: Provider | undefined,
  instance: string,
  perSecond: number | undefined,
): Likeness {
  const capabilities = { receipts: channel !== "email", replies: channel === "sms" };
  return {
    kind: provider?.kind ?? "simulated",
    channel,
    vendor: provider?.vendor ?? instance,
    capabilities: provider?.capabilities ?? capabilities,
    perSecond: perSecond ?? provider?.perSecond,
    canLookUp: provider?.lookup !== undefined,
    sendBudgetMs: provider?.sendBudgetMs,
  };
}

function courierOf(
  world: World,
  instance: string,
  channel: Channel,
  provider: Provider | undefined,
  habits: CourierOptions,
): Courier {
  if (channel === "sms") return world.carrier(instance, habits);
  if (channel === "push") return world.pushService(instance, habits);
  return world.mailHost(instance, {
    ...habits,
    bounces: provider === undefined || provider.receipts !== undefined,
  });
}
