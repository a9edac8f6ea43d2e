import { ConfigError, type GateChange, type IncidentRow, type Instant } from "@relance/spec";
import type { EngineContext } from "./context.ts";

const PAGE = 100;

/** Stops sending. */
export interface PauseOptions {
  readonly actor: string;
  readonly reason: string;
  /** A pause nobody looks at again is silent loss. */
  readonly reviewAt: Instant;
  /** Only messages over this provider instance. @default all */
  readonly provider?: string | undefined;
  /** Whoever waits for `provider` leaves over this later instance of the step's route instead, until `resume`. */
  readonly via?: string | undefined;
}

/** Sends again. */
export interface ResumeOptions {
  readonly actor: string;
  readonly reason: string;
  /** Only messages over this provider instance. @default all */
  readonly provider?: string | undefined;
  /** Lifts the holds of the watch too, and ends the ways that it leads people. @default false */
  readonly override?: boolean | undefined;
  /** Most messages a second from now on; null = no limit of the operator's. @default as before */
  readonly perSecond?: number | null | undefined;
}

/** Sends more slowly over one provider, or as fast as before. */
export interface ThrottleOptions {
  readonly actor: string;
  readonly reason: string;
  readonly provider: string;
  /** Most messages a second of each step that leave over it; null = no limit of the operator's. */
  readonly perSecond: number | null;
}

export async function pauseCampaign(
  context: EngineContext,
  campaign: number,
  by: PauseOptions,
): Promise<void> {
  const { provider, via, reviewAt, actor, reason } = by;
  await steer(context, {
    campaign,
    provider,
    via,
    gate: "held",
    actor,
    reason,
    reviewAt: reviewAt.getTime(),
  });
  const way = via === undefined ? "" : `; those who wait for it leave over ${via}`;
  await noteOnIncidents(context, campaign, by, `${provider ?? "the campaign"} is paused by hand${way}`);
}

export async function resumeCampaign(
  context: EngineContext,
  campaign: number,
  by: ResumeOptions,
): Promise<void> {
  const { provider, override, perSecond, actor, reason } = by;
  await steer(context, { campaign, provider, override, perSecond, via: null, gate: "open", actor, reason });
  const how = override === true ? "sends again by hand, whatever the watch holds" : "sends again by hand";
  await noteOnIncidents(context, campaign, by, `${provider ?? "the campaign"} ${how}`);
}

/** Holds and ways stay as they are: who is paused stays paused. */
export async function throttleCampaign(
  context: EngineContext,
  campaign: number,
  by: ThrottleOptions,
): Promise<void> {
  const { provider, perSecond, actor, reason } = by;
  await steer(context, { campaign, provider, perSecond, actor, reason });
  const pace = perSecond === null ? "is limited by hand no more" : `is limited to ${perSecond}/s by hand`;
  await noteOnIncidents(context, campaign, by, `${provider} ${pace}`);
}

async function steer({ store }: EngineContext, change: GateChange): Promise<void> {
  const lanes = await store.control([change]);
  if (lanes > 0 || change.provider === undefined) return;
  throw new ConfigError("config/provider-unknown", `no step of the campaign is sent over ${change.provider}`);
}

/** What people do about an incident belongs to its story, with their name. */
async function noteOnIncidents(
  { store }: EngineContext,
  campaign: number,
  { actor, reason, provider }: PauseOptions | ResumeOptions | ThrottleOptions,
  action: string,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await store.incidents({ campaign, open: true, cursor, limit: PAGE });
    for (const incident of page.rows) {
      if (provider !== undefined && incident.provider !== provider) continue;
      await store.incident({ ...subjectOf(incident), change: "note", fact: reason, action, actor });
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}

function subjectOf({ campaign, kind, provider, part }: IncidentRow) {
  return { campaign, kind, provider, part };
}
