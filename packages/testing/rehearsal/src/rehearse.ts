import { parseInstant } from "@relance/campaign";
import type { Canaries } from "@relance/canaries";
import { type CampaignReport, computeReach } from "@relance/report";
import { createWorld, virtualClock } from "@relance/simulator";
import {
  type AdmittedRow,
  type CampaignDefinition,
  type CompiledCampaign,
  type IncidentRow,
  type LoadedCampaign,
  type PriceList,
  parseDuration,
} from "@relance/spec";
import type { CampaignHandle } from "relance";
import { partsOf } from "relance/parts";
import { openSession, type RehearsalSession, type RehearsedConfig } from "./open-rehearsal.ts";
import { inventPeople, type Row, readPeople, sampleRows } from "./people/invent-people.ts";
import { Networks, readHabits } from "./people/networks.ts";
import { countPlayed, weighSample } from "./people/sample.ts";
import { type Detection, type Rehearsal, type RehearsalProgress, rehearsedCampaign } from "./rehearsal.ts";
import { localMidnight, resolveMoment, type Scenario } from "./scenario/scenario.ts";
import { engineTime } from "./time/engine-time.ts";
import { passTime } from "./time/pass-time.ts";
import { countTruth } from "./world/count-truth.ts";
import { openForm, readGuard } from "./world/form.ts";
import { type CommitTarget, createReceiver } from "./world/receiver.ts";
import { createStandIns } from "./world/stand-ins.ts";
import { createEvidence, createTimeline } from "./world/timeline.ts";
import { applyWeather, type Bursts, checkWeather, deliveryTime, type Stretch } from "./world/weather.ts";

/** Default number of invented recipients for a campaign without a file. */
const RECIPIENTS = 10_000;
const MINUTE_MS = 60_000;
const NO_BYTES = new Uint8Array();

export interface RehearseOptions {
  readonly campaign: LoadedCampaign;
  readonly scenario: Scenario;
  /**
   * Number of recipients. If the campaign's file has fewer rows, the rehearsal invents the missing recipients. @default
   * the number of rows of the file, or 10,000
   */
  readonly recipients?: number | undefined;
  /**
   * Maximum number of recipients to simulate. The results of the other recipients are estimates. Ignored if a fault
   * begins or ends during the campaign. @default all up to 100,000 recipients, and 40,000 of more
   */
  readonly sample?: number | undefined;
  /** Seed of the rehearsal. On the same version of Node, a seed always gives the same result. @default 1 */
  readonly seed?: number | undefined;
  /**
   * Names, vendors and rates of providers, and templates in code. @default providers invented from the campaign's
   * routes
   */
  readonly config?: RehearsedConfig | undefined;
  /** With `off`, the campaign has no first wave, and the watch only reports losses. @default "on" */
  readonly watch?: "on" | "off" | undefined;
  /** Set to `true` or an object to build the campaign's report. @default false */
  readonly report?: { readonly prices?: PriceList | undefined } | undefined;
  readonly onProgress?: ((progress: RehearsalProgress) => void) | undefined;
}

/**
 * Simulates a whole campaign in virtual time: the real engine, rules and store, with simulated recipients and
 * providers. No request leaves the process. @throws {ConfigError} if the campaign cannot be started
 */
export async function rehearse(
  options: RehearseOptions,
): Promise<{ readonly rehearsal: Rehearsal; readonly report: CampaignReport | undefined }> {
  const { campaign, scenario, config = {}, seed = 1, watch = "on" } = options;
  const compiled = rehearsedCampaign(campaign, { watch, templates: config.templates });
  const { definition } = compiled;
  const startAt = startTime(definition, scenario);
  const clock = virtualClock(startAt);
  const downtime: Stretch[] = [];
  const bursts: Bursts[] = [];
  const isReachable = () => downtime.every(({ from, until }) => clock.now() < from || clock.now() >= until);
  const receiver = createReceiver(definition, clock.now, isReachable);
  const world = createWorld({ seed, clock, habits: readHabits(scenario.people), hands: receiver.hands });
  const time = engineTime(seed, clock.now);
  const evidence = createEvidence(clock.now);
  const timeline = createTimeline(startAt, clock.now);
  const ports = { inbound: receiver, evidence, timeline, hand };
  const standIns = createStandIns(world, ports, { definition, providers: config.providers, scenario });
  checkWeather(scenario, { standIns, startAt, timezone: definition.timezone });
  const mayBeDown = scenario.weather?.some(({ ingress }) => ingress === "down") === true;
  const networks = new Networks();
  const phones = world.canaries((network) => networks.numberIn(network, (number) => world.knows("sms", number)));
  const guard = readGuard(config.security);
  const session = await openSession({ config, definition, world, time, standIns, receiver, phones, mayBeDown, guard });
  let deadline = latestDeadline(definition, startAt);
  let people = 0;

  function hand(provider: string, run: () => void): void {
    const at = deliveryTime(bursts, provider, clock.now());
    if (at > clock.now()) clock.at(at, run);
    else run();
  }

  function addRecipient({ key, contacts, locale, deadline: own }: AdmittedRow): void {
    if (world.person(key) !== undefined) return;
    people += 1;
    world.add([{ key, contacts, locale }]);
    for (const { channel, address } of contacts) networks.add(channel, address);
    if ("at" in own) deadline = Math.max(deadline, own.at);
  }

  const reportProgress = (doing: RehearsalProgress["doing"]) =>
    options.onProgress?.({ doing, at: clock.now(), people, sent: world.taken(), answers: receiver.received.answers });

  const loaded: LoadedCampaign = {
    ...compiled,
    admit(raw, line) {
      const admission = compiled.admit(raw, line);
      if (admission.row !== undefined && line > 0) addRecipient(admission.row);
      return admission;
    },
  };
  const { rows, recipients } = await allRecipients(options, { seed, deadline });
  const handle = await session.gateway.campaigns.start(loaded, { rows, onProgress: () => reportProgress("enrolling") });
  const dead = deadAddresses(compiled);
  const forecast = applyWeather(world, scenario, { definition, networks, standIns, startAt, dead });
  const { gateway } = session;
  const beside = { world, gateway, guard, phones, startAt, timezone: definition.timezone };
  const form = scenario.form && (await openForm(scenario.form, beside));
  if (forecast.firstFaultAt !== undefined) evidence.countFrom(forecast.firstFaultAt, forecast.faulty);
  const firstFaultAt = earliest(forecast.firstFaultAt, form?.pumpedFrom);
  downtime.push(...forecast.downtime);
  bursts.push(...forecast.bursts);

  const end = session.start();
  const { look, wake } = partsOf(session.gateway).engine;
  const simulation = { world, clock, time, receiver, target: commitTarget(session), look, wake, sent: world.taken };
  await passTime(simulation, {
    until: deadline + 10 * MINUTE_MS,
    ledger: () => handle.ledger(),
    onMinute: () => reportProgress("running"),
  });
  const { rehearsal, report } = await account(handle);
  await end();
  return { rehearsal, report };

  async function account(closing: CampaignHandle) {
    const incidents = await Array.fromAsync(session.gateway.incidents());
    const { sample, weightOf } = weighSample(world, recipients, incidents);
    const made =
      options.report === undefined
        ? undefined
        : await closing.report({
            prices: options.report.prices,
            rehearsal: {
              scenario: sample === undefined ? scenario.name : `${scenario.name}; ${sample.statement}`,
              seed,
            },
          });
    const ledger = await closing.ledger();
    const perPlayed = sample === undefined ? 1 : sample.recipients / sample.played;
    const scaled = (count: number) => Math.round(count * perPlayed);
    const open = ledger.states.pending + ledger.states.active;
    const { confirmed } = computeReach(ledger);
    const rehearsal: Rehearsal = {
      campaign: definition.name,
      scenario: scenario.name,
      seed,
      watch,
      startAt: new Date(startAt),
      deadline: new Date(deadline),
      endAt: new Date(clock.now()),
      sample,
      outcome: {
        recipients: scaled(ledger.audience.enrolled),
        confirmed: scaled(confirmed),
        unconfirmed: scaled(ledger.audience.enrolled) - scaled(confirmed) - scaled(open),
        open: scaled(open),
        perPlayed,
      },
      ledger,
      findings: await session.audit(),
      incidents,
      detection: findDetection(firstFaultAt, evidence.enoughAt(), incidents),
      timeline: timeline.read(),
      form: await form?.read(),
      ...countTruth(world, standIns, sample === undefined ? undefined : { weightOf, lost: timeline.lost }),
    };
    return { rehearsal, report: made };
  }
}

function deadAddresses({ definition, admit }: CompiledCampaign): ReadonlySet<string> {
  const { dead = [] } = (definition.plugins?.canaries ?? {}) as Canaries;
  const rows = dead.map((raw, index) => admit(raw, index + 1).row);
  return new Set(rows.flatMap((row) => (row?.contacts ?? []).map(({ address }) => address)));
}

function commitTarget({ gateway }: RehearsalSession): CommitTarget {
  const { engine, store } = partsOf(gateway);
  return {
    record: (provider, items) => engine.port.record(provider, items, NO_BYTES),
    async press(items) {
      await store.acknowledge(items);
      if (items.some(({ answer }) => answer !== "done")) engine.wake();
    },
    acknowledge: (events) => engine.acknowledge(events),
  };
}

async function allRecipients(
  { campaign, scenario, sample, recipients: wanted }: RehearseOptions,
  { seed, deadline }: { readonly seed: number; readonly deadline: number },
): Promise<{ readonly rows: Iterable<Row>; readonly recipients: number }> {
  const own = await readPeople(campaign, wanted ?? Number.POSITIVE_INFINITY);
  const recipients = wanted ?? (campaign.audience === undefined ? RECIPIENTS : own.length);
  const played = Math.max(own.length, countPlayed(recipients, scenario, sample));
  const count = played - own.length;
  const invented = inventPeople(campaign, { seed, from: own.length, count, deadline, samples: sampleRows(own) });
  return { rows: chain(own, invented), recipients };
}

function* chain<T>(...parts: readonly Iterable<T>[]): Generator<T> {
  for (const part of parts) yield* part;
}

const DAY_MS = 86_400_000;
const MORNING_MS = 10 * 3_600_000;
const SOME_DAY = Date.UTC(2013, 7, 1, 12);

/** Returns when a campaign starts in a scenario, in milliseconds since 1970. */
function startTime(definition: CampaignDefinition, scenario: Scenario): number {
  const { timezone = "UTC", deadline } = definition;
  const end = typeof deadline === "string" ? parseInstant(deadline, timezone) : undefined;
  const day = end === undefined ? SOME_DAY : end - ladderMs(definition) - DAY_MS;
  const midnight = localMidnight(day, timezone);
  return scenario.start === undefined ? midnight + MORNING_MS : resolveMoment(scenario.start, midnight, timezone);
}

function ladderMs(definition: CampaignDefinition): number {
  const callBufferMs = parseDuration(definition.callBuffer ?? "0s") ?? 0;
  return definition.steps.reduce((sum, { wait = "24h" }) => sum + (parseDuration(wait) ?? DAY_MS), callBufferMs);
}

function latestDeadline(definition: CampaignDefinition, startAt: number): number {
  const { timezone = "UTC", deadline } = definition;
  if (typeof deadline !== "string") return startAt + ladderMs(definition) + 2 * DAY_MS;
  const afterMs = parseDuration(deadline);
  if (afterMs !== undefined) return startAt + afterMs;
  return parseInstant(deadline, timezone) ?? startAt;
}

function findDetection(
  faultAt: number | undefined,
  enoughAt: number | undefined,
  incidents: readonly IncidentRow[],
): Detection | undefined {
  if (faultAt === undefined) return undefined;
  const noticedAt = earliest(...incidents.map(({ startedAt }) => startedAt.getTime()).filter((at) => at >= faultAt));
  return {
    faultAt: new Date(faultAt),
    enoughAt: enoughAt === undefined ? undefined : new Date(enoughAt),
    noticedAt: noticedAt === undefined ? undefined : new Date(noticedAt),
    noticedAfterMs: noticedAt === undefined ? undefined : noticedAt - faultAt,
    noticedAfterEnoughMs:
      noticedAt === undefined || enoughAt === undefined ? undefined : Math.max(0, noticedAt - enoughAt),
  };
}

function earliest(...instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((at) => at !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
