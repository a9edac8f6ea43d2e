import {
  ConfigError,
  type GateChange,
  type IncidentRow,
  type Instant,
  type Ledger,
  type Plan,
} from "@relance/spec";
import type { EngineContext } from "./context.ts";
import type { ProviderCause } from "./incidents/provider-state.ts";
import { lanesNamed } from "./lanes-named.ts";
import type { Order } from "./order-people.ts";
import { staleOrder, targetText } from "./steering-words.ts";
import { stillAgainst } from "./still-against.ts";

const PAGE = 100;

/** Which lanes an order is about: everything that is named at once. @default the whole campaign */
export interface LaneScope {
  /** Only this step, from 0. */
  readonly step?: number | undefined;
  /** Only messages over this provider instance. */
  readonly provider?: string | undefined;
  /** Only people of this slice, as the watch names it: a number prefix, mail domain or push service. */
  readonly slice?: string | undefined;
}

/** An order about lanes. */
export interface LaneOptions extends Order, LaneScope {
  /**
   * What you saw (`version` of an answer or of a lane): where one of these lanes was steered since, the order is refused and
   * nothing is done. @default whatever was done since
   */
  readonly version?: number | undefined;
}

/** Stops sending. */
export interface PauseOptions extends LaneOptions {
  /** A pause nobody looks at again is silent loss. */
  readonly reviewAt: Instant;
  /** Whoever waits for `provider` leaves over this later instance of the step's route instead, until `resume`. */
  readonly via?: string | undefined;
}

/** Sends again. */
export interface ResumeOptions extends LaneOptions {
  /** Lifts the holds of the watch too, and ends the ways that it leads people. @default false */
  readonly override?: boolean | undefined;
  /** Most messages a second of each lane from now on; null = no limit of the operator's. @default as before */
  readonly perSecond?: number | null | undefined;
}

/** Sends more slowly, or as fast as before. */
export interface ThrottleOptions extends LaneOptions {
  /** Most messages a second of each lane: of a step over a provider; null = no limit of the operator's. */
  readonly perSecond: number | null;
}

/** What an order did. */
export interface Steered {
  /** The version of these lanes now, for an order that is to be refused once somebody else steers them. */
  readonly version: number;
}

/** What a resume did. */
export interface Resumed extends Steered {
  /** What else stops, slows or leads these lanes elsewhere, by somebody whose order this was not to end. */
  readonly still: readonly (ProviderCause & { readonly provider: string })[];
}

/** The campaign that is steered. */
export interface Steerable {
  readonly context: EngineContext;
  readonly ledger: Ledger;
  readonly plan: Plan;
}

/** @throws {ConfigError} see `CampaignHandle.pause` */
export async function pauseCampaign(campaign: Steerable, by: PauseOptions): Promise<Steered> {
  const { via, reviewAt } = by;
  const version = await steer(campaign, by, { via, gate: "held", reviewAt: reviewAt.getTime() });
  const way = via === undefined ? "" : `; those who wait for it leave over ${via}`;
  await noteOnIncidents(campaign, by, `${targetText(by)} is paused by hand${way}`);
  return { version };
}

/** @throws {ConfigError} see `CampaignHandle.resume` */
export async function resumeCampaign(campaign: Steerable, by: ResumeOptions): Promise<Resumed> {
  const { override, perSecond } = by;
  const version = await steer(campaign, by, { override, perSecond, via: null, gate: "open" });
  const how = override === true ? "sends again by hand, whatever the watch holds" : "sends again by hand";
  await noteOnIncidents(campaign, by, `${targetText(by)} ${how}`);
  return { version, still: await stillAgainst(campaign, by) };
}

/**
 * Holds and ways stay as they are: who is paused stays paused.
 * @throws {ConfigError} see `CampaignHandle.throttle`
 */
export async function throttleCampaign(campaign: Steerable, by: ThrottleOptions): Promise<Steered> {
  const { perSecond } = by;
  const version = await steer(campaign, by, { perSecond });
  const pace = perSecond === null ? "is limited by hand no more" : `is limited to ${perSecond}/s by hand`;
  await noteOnIncidents(campaign, by, `${targetText(by)} ${pace}`);
  return { version };
}

/**
 * What is over or ends already is steered by nobody: its story would tell of orders that did nothing.
 * @throws {ConfigError} `campaign/not-running`
 */
export function refuseEnded({ name, state }: Ledger): void {
  if (state === "closed" || state === "cancelled" || state === "cancelling")
    throw new ConfigError("campaign/not-running", `${name} is ${state}: nothing is steered in it`);
}

async function steer(campaign: Steerable, by: LaneOptions, does: Partial<GateChange>): Promise<number> {
  const { context, ledger } = campaign;
  refuseEnded(ledger);
  const { actor, reason, version } = by;
  const lanes = await lanesNamed(campaign, by, does.via ?? undefined);
  const changes = lanes.map((scope): GateChange => {
    return { campaign: ledger.campaign, ...scope, ...does, version, actor, reason };
  });
  const answer = await context.store.control(changes);
  if (answer.stale.length > 0) throw staleOrder(answer.stale, version ?? 0);
  return answer.version;
}

/** What people do about an incident belongs to its story, with their name. */
async function noteOnIncidents(
  { context: { store }, ledger: { campaign } }: Steerable,
  { actor, reason, provider, slice }: LaneOptions,
  action: string,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await store.incidents({ campaign, open: true, cursor, limit: PAGE });
    for (const incident of page.rows) {
      if (provider !== undefined && incident.provider !== provider) continue;
      if (slice !== undefined && incident.part !== "" && incident.part !== slice) continue;
      await store.incident({ ...subjectOf(incident), change: "note", fact: reason, action, actor });
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}

function subjectOf({ campaign, kind, provider, part }: IncidentRow) {
  return { campaign, kind, provider, part };
}
