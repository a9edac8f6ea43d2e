import { createWorld, virtualClock } from "@relance/simulator";
import type { AdmittedRow, CampaignReport, CompiledCampaign, LoadedCampaign, PriceList } from "@relance/spec";
import type { CampaignHandle } from "relance";
import { partsOf } from "relance/parts";
import { openStage, type RehearsedConfig, type Stage } from "./open-rehearsal.ts";
import { inventPeople, type Row, readPeople, samplesOf } from "./people/invent-people.ts";
import { habitsOf, Networks } from "./people/networks.ts";
import { type Rehearsal, type RehearsalProgress, rehearsedCampaign } from "./rehearsal.ts";
import { detectionOf, tellTruth } from "./result/tell-truth.ts";
import type { Scenario } from "./scenario/scenario.ts";
import { deadlineOf, startOf } from "./scenario/start-of.ts";
import { engineTime } from "./time/engine-time.ts";
import { passTime } from "./time/pass-time.ts";
import { castProviders } from "./world/cast.ts";
import { createReception, type Desk } from "./world/reception.ts";
import { createEvidence, createTimeline } from "./world/timeline.ts";
import { bringWeather, checkWeather, handedOverAt, type Lumps, type Stretch } from "./world/weather.ts";

/** How many people are invented when nobody says it and the campaign has no file. */
const RECIPIENTS = 10_000;
const MINUTE_MS = 60_000;
/** Receipts of a rehearsal never were bytes. */
const NO_BYTES = new Uint8Array();

export interface RehearseOptions {
  readonly campaign: LoadedCampaign;
  readonly scenario: Scenario;
  /** People of the campaign's file, then invented ones. @default those of the file; without one, 10,000 */
  readonly recipients?: number | undefined;
  /** The same seed is the same run, on one version of Node. @default 1 */
  readonly seed?: number | undefined;
  /** Names, vendors and rates of providers, and templates in code. @default what the campaign's routes name */
  readonly config?: RehearsedConfig | undefined;
  /** `off`: no pilot, and a loss is only said. @default "on" */
  readonly watch?: "on" | "off" | undefined;
  /** Builds the report too, as of a real campaign. @default false */
  readonly report?: { readonly prices?: PriceList | undefined } | undefined;
  readonly onProgress?: ((progress: RehearsalProgress) => void) | undefined;
}

/**
 * Plays a whole campaign through: the real engine, rules and store, against a world of people and carriers, in virtual
 * time. Nothing leaves the process.
 *
 * @throws {ConfigError} what starting the campaign would throw
 */
export async function rehearse(
  options: RehearseOptions,
): Promise<{ readonly rehearsal: Rehearsal; readonly report: CampaignReport | undefined }> {
  const { campaign, scenario, config = {}, seed = 1, watch = "on" } = options;
  const compiled = rehearsedCampaign(campaign, { watch, templates: config.templates });
  const { definition } = compiled;
  const startAt = startOf(definition, scenario);
  const clock = virtualClock(startAt);
  const downtime: Stretch[] = [];
  const lumps: Lumps[] = [];
  const isHeard = () => downtime.every(({ from, until }) => clock.now() < from || clock.now() >= until);
  const reception = createReception(definition, clock.now, isHeard);
  const world = createWorld({ seed, clock, habits: habitsOf(scenario.people), hands: reception.hands });
  const time = engineTime(seed, clock.now);
  const evidence = createEvidence(clock.now);
  const timeline = createTimeline(startAt, clock.now);
  const outside = { ear: reception, evidence, timeline, hand };
  const cast = castProviders(world, outside, { definition, providers: config.providers, scenario });
  checkWeather(scenario, { cast, startAt, timezone: definition.timezone });
  const mayBeDown = scenario.weather?.some(({ ingress }) => ingress === "down") === true;
  const networks = new Networks();
  const canaries = world.canaries((network) => networks.numberIn(network, (number) => world.knows("sms", number)));
  const stage = await openStage({ config, definition, world, time, cast, reception, canaries, mayBeDown });
  let deadline = deadlineOf(definition, startAt);
  let people = 0;

  function hand(provider: string, run: () => void): void {
    const at = handedOverAt(lumps, provider, clock.now());
    if (at > clock.now()) clock.at(at, run);
    else run();
  }

  function settle({ key, contacts, locale, deadline: own }: AdmittedRow): void {
    if (world.person(key) !== undefined) return;
    people += 1;
    world.add([{ key, contacts, locale }]);
    for (const { channel, address } of contacts) networks.add(channel, address);
    if ("at" in own) deadline = Math.max(deadline, own.at);
  }

  const tell = (doing: RehearsalProgress["doing"]) =>
    options.onProgress?.({ doing, at: clock.now(), people, sent: world.taken(), answers: reception.heard.answers });

  const loaded: LoadedCampaign = {
    ...compiled,
    admit(raw, line) {
      const admission = compiled.admit(raw, line);
      if (admission.row !== undefined && line > 0) settle(admission.row); // canaries stand in no audience
      return admission;
    },
  };
  const recipients = await peopleOf(options, { seed, deadline });
  const handle = await stage.gateway.campaigns.start(loaded, { recipients, onProgress: () => tell("enrolling") });
  const dead = deadAddresses(compiled);
  const forecast = bringWeather(world, scenario, { definition, networks, cast, startAt, dead });
  const { firstFaultAt } = forecast;
  if (firstFaultAt !== undefined) evidence.countFrom(firstFaultAt, forecast.faulty);
  downtime.push(...forecast.downtime);
  lumps.push(...forecast.lumps);

  const end = stage.start();
  const { engine } = partsOf(stage.gateway);
  const players = { world, clock, time, reception, desk: deskOf(stage), look: engine.look, sent: world.taken };
  await passTime(players, {
    until: deadline + 10 * MINUTE_MS,
    isOver: async () => (await handle.counts()).state === "closed",
    onMinute: () => tell("running"),
  });
  const { rehearsal, report } = await account(handle);
  await end();
  return { rehearsal, report };

  async function account(closing: CampaignHandle) {
    const made =
      options.report === undefined
        ? undefined
        : await closing.report({ prices: options.report.prices, rehearsal: { scenario: scenario.name, seed } });
    const ledger = await closing.counts();
    const incidents = await Array.fromAsync(stage.gateway.incidents());
    const told: Rehearsal = {
      campaign: definition.name,
      scenario: scenario.name,
      seed,
      watch,
      startAt: new Date(startAt),
      deadline: new Date(deadline),
      endAt: new Date(clock.now()),
      ledger,
      findings: await stage.audit(),
      incidents,
      detection: detectionOf(firstFaultAt, evidence.enoughAt(), incidents),
      timeline: timeline.tell(),
      ...tellTruth(world, cast),
    };
    return { rehearsal: told, report: made };
  }
}

/** Canaries that cannot receive anything. */
function deadAddresses({ definition, admit }: CompiledCampaign): ReadonlySet<string> {
  const rows = (definition.canaries?.dead ?? []).map((raw, index) => admit(raw, index + 1).row);
  return new Set(rows.flatMap((row) => (row?.contacts ?? []).map(({ address }) => address)));
}

function deskOf({ gateway }: Stage): Desk {
  const { engine, store } = partsOf(gateway);
  return {
    record: (provider, items) => engine.port.record(provider, items, NO_BYTES),
    async press(items) {
      await store.acknowledge(items);
      if (items.some(({ answer }) => answer !== "done")) engine.wake(); // another contact, or the rest after a promise
    },
    tell: (events) => engine.acknowledge(events),
  };
}

/** People of the campaign's own file, then as many invented ones as are wanted. */
async function peopleOf(
  { campaign, recipients: wanted }: RehearseOptions,
  { seed, deadline }: { readonly seed: number; readonly deadline: number },
): Promise<Iterable<Row>> {
  const own = await readPeople(campaign, wanted ?? Number.POSITIVE_INFINITY);
  const count = (wanted ?? (campaign.audience === undefined ? RECIPIENTS : own.length)) - own.length;
  const invented = inventPeople(campaign, { seed, from: own.length, count, deadline, samples: samplesOf(own) });
  return chain(own, invented);
}

function* chain<T>(...parts: readonly Iterable<T>[]): Generator<T> {
  for (const part of parts) yield* part;
}
