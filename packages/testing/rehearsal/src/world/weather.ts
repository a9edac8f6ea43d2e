import { destinationFor } from "@relance/rules";
import type { World } from "@relance/simulator";
import { type CampaignDefinition, type Channel, ConfigError, parseDuration } from "@relance/spec";
import type { Networks } from "../people/networks.ts";
import { parseShare, resolveMoment, type Scenario, type WeatherLine } from "../scenario/scenario.ts";
import type { StandIns } from "./stand-ins.ts";

export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** A period in which a provider sends its receipts in batches, with the interval between batches. */
export interface Bursts extends Stretch {
  readonly provider: string;
  readonly everyMs: number;
}

export interface Forecast {
  /** Periods in which providers cannot reach the gateway's public URL. */
  readonly downtime: readonly Stretch[];
  readonly bursts: readonly Bursts[];
  readonly firstFaultAt: number | undefined;
  readonly faulty: ReadonlySet<string>;
}

/**
 * Adds the faults of a scenario to the simulated world.
 * @throws {ConfigError} `scenario/invalid` if no network is as small as a fault requires
 */
export function applyWeather(
  world: World,
  scenario: Scenario,
  facts: {
    readonly definition: CampaignDefinition;
    readonly networks: Networks;
    readonly standIns: StandIns;
    readonly dead: ReadonlySet<string>;
    readonly startAt: number;
  },
): Forecast {
  const { definition, networks, standIns, startAt, dead } = facts;
  const downtime: Stretch[] = [];
  const bursts: Bursts[] = [];
  const faults: { readonly from: number; readonly provider: string }[] = [];
  const isDead = (address: string) => dead.has(address);
  for (const provider of matchProviders("all", definition, standIns)) {
    world.script.add({ provider, bounced: 1, only: isDead });
  }
  for (const [nth, line] of (scenario.weather ?? []).entries()) {
    let isAnywhere = line.network === undefined;
    const stretch = readStretch(line, startAt, definition.timezone ?? "UTC");
    if (line.ingress === "down") downtime.push(stretch);
    for (const provider of matchProviders(line.provider ?? "first", definition, standIns)) {
      faults.push({ provider, from: Math.max(stretch.from, startAt) });
      const everyMs = parseDuration(line.bursts ?? "");
      if (everyMs !== undefined) bursts.push({ ...stretch, from: Math.max(stretch.from, startAt), provider, everyMs });
      const channel = provider.slice(0, provider.indexOf(".")) as Channel;
      const parts =
        line.network === undefined ? undefined : networks.partsOf(channel, parseShare(line.network), world.seed);
      isAnywhere ||= parts === undefined || parts.size > 0;
      world.script.add({
        provider,
        ...stretch,
        ...readFault(line),
        ...(parts === undefined ? {} : { only: (address: string) => parts.has(destinationFor(channel, address)) }),
      });
      // a provider that sends false receipts also sends false receipts for dead addresses
      if (line.fake !== undefined) {
        world.script.add({ provider, ...stretch, loss: 1, fake: parseShare(line.fake), only: isDead });
      }
    }
    if (!isAnywhere)
      refuse([
        `weather[${nth}].network: every network has more than ${line.network} of the recipients; rehearse more, such as --recipients 200`,
      ]);
  }
  const firstFaultAt = faults.length === 0 ? undefined : Math.min(...faults.map(({ from }) => from));
  const first = faults.filter(({ from }) => from === firstFaultAt);
  return { downtime, bursts, firstFaultAt, faulty: new Set(first.map(({ provider }) => provider)) };
}

/** Returns when a receipt that the provider sends now would reach the gateway. */
export function deliveryTime(bursts: readonly Bursts[], provider: string, now: number): number {
  const line = bursts.find((one) => one.provider === provider && now >= one.from && now < one.until);
  if (line === undefined) return now;
  return Math.min(line.until, line.from + Math.ceil((now - line.from) / line.everyMs) * line.everyMs);
}

function readStretch({ from, until }: WeatherLine, startAt: number, timezone: string): Stretch {
  return {
    from: from === undefined ? 0 : resolveMoment(from, startAt, timezone),
    until: until === undefined ? Number.MAX_SAFE_INTEGER : resolveMoment(until, startAt, timezone),
  };
}

function readFault(line: WeatherLine) {
  return {
    loss: parseShare(line.loss),
    fake: parseShare(line.fake),
    unavailable: parseShare(line.unavailable),
    throttled: parseShare(line.throttled),
    refused: parseShare(line.refused),
    bounced: parseShare(line.bounced),
    cut: parseShare(line.cut),
    receipts: parseShare(line.receipts),
    slower: line.slower,
  };
}

function namesIn(standIns: StandIns): readonly string[] {
  return Object.entries(standIns).flatMap(([channel, names]) => Object.keys(names).map((name) => `${channel}.${name}`));
}

function matchProviders(name: string, definition: CampaignDefinition, standIns: StandIns): readonly string[] {
  const all = namesIn(standIns);
  if (name === "all") return all;
  if (name.includes(".")) return all.filter((one) => one === name);
  const step = name === "first" ? definition.steps[0] : definition.steps.find(({ channel }) => channel === name);
  if (step === undefined) return [];
  return [`${step.channel}.${step.route?.[0] ?? Object.keys(standIns[step.channel] ?? {})[0]}`];
}

/**
 * Refuses a scenario with a fault of a provider that the campaign does not use.
 * @throws {ConfigError} `scenario/invalid` with each such fault
 */
export function checkWeather(
  { providers: habits = {}, weather = [], form }: Scenario,
  facts: { readonly standIns: StandIns; readonly startAt: number; readonly timezone: string | undefined },
): void {
  const { standIns, startAt, timezone = "UTC" } = facts;
  const providers = namesIn(standIns);
  const isUnknown = (name: string) => name.includes(".") && !providers.includes(name);
  const known = `the campaign has no such provider; its providers are ${providers.join(", ")}`;
  const isClosed = form && resolveMoment(form.until, startAt, timezone) <= resolveMoment(form.from, startAt, timezone);
  const problems = [
    ...(isClosed === true ? ["form.until: write a time after its beginning"] : []),
    ...Object.keys(habits).flatMap((name) => (isUnknown(name) ? [`providers["${name}"]: ${known}`] : [])),
    ...weather.flatMap(({ provider = "first", from, until }, line) => {
      const place = `weather[${line}]`;
      const isOver =
        until !== undefined &&
        resolveMoment(until, startAt, timezone) <=
          (from === undefined ? startAt : resolveMoment(from, startAt, timezone));
      return [
        ...(isUnknown(provider) ? [`${place}.provider: ${known}`] : []),
        ...(isOver ? [`${place}.until: write a time after its beginning`] : []),
      ];
    }),
  ];
  if (problems.length > 0) refuse(problems);
}

function refuse(problems: readonly string[]): never {
  throw new ConfigError("scenario/invalid", `the scenario cannot be used: ${problems.join("; ")}`);
}
