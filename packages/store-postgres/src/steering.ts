import type { GateChange } from "@relance/spec";
import {
  ALL_RELEASED,
  addHold,
  addLead,
  changeRate,
  dropLead,
  forgetWays,
  type Holds,
  holdLed,
  type Leads,
  leadOf,
  letGo,
  liftHolds,
  type Rates,
  shownHold,
  slowestRate,
  steersWhoIsLed,
} from "@relance/store-kit";
import type { Work } from "./work.ts";

interface LaneRow {
  readonly id: number;
  readonly step: number;
  readonly position: number;
  readonly planned: number;
  readonly holds: string;
  readonly rates: string;
  readonly leads: string;
  readonly released: number;
  readonly releaseReviewAt: number | null;
  readonly claimedAt: number;
}

/** In ascending order, so that two who steer wait for each other and no more. */
const HELD = `select id, step, position, planned, holds, rates, leads, released_through as released,
  release_review_at as "releaseReviewAt", claimed_at as "claimedAt" from lanes
  where campaign = $1 and ($2::int is null or step = $2) and ($3::int is null or planned = $3 or ($4::int = 1 and provider = $3))
  order by id for no key update`;

const SAVE = `update lanes set provider = $2, holds = $3, gate = $4, reason = $5, actor = $6, review_at = $7, rates = $8,
  per_second = $9, released_through = $10, release_review_at = $11, claimed_at = $12, leads = $13, ver = ver + 1 where id = $1`;

const PLACES = "select step, position, planned from lanes where campaign = $1";

interface Place {
  readonly step: number;
  readonly position: number;
  readonly planned: number;
}

/** Steers the lanes that a change names: one row per lane, never people. Answers how many there are. */
export async function steer(work: Work, change: GateChange): Promise<number> {
  const { campaign, step, provider, via } = change;
  await work.words.load([provider ?? [], via ?? []].flat());
  const planned = provider === undefined ? null : work.words.find(provider);
  const lanes = await work.sql.all<LaneRow>(
    HELD,
    campaign,
    step ?? null,
    planned,
    Number(steersWhoIsLed(change)),
  );
  const places = typeof via === "string" ? await work.sql.all<Place>(PLACES, campaign) : [];
  for (const lane of lanes) {
    if (planned === null || lane.planned === planned) await steerLane(work, lane, change, places, planned);
    else await steerLed(work, lane, change, planned);
  }
  return lanes.length;
}

const HOLD = `update lanes set holds = $2, gate = $3, reason = $4, actor = $5, review_at = $6, claimed_at = $7,
  ver = ver + 1 where id = $1`;

/** People who are led over the provider that an operator pauses wait as well; their way stays as it is. */
async function steerLed(work: Work, lane: LaneRow, change: GateChange, provider: number): Promise<void> {
  const holds = JSON.parse(lane.holds) as Holds;
  holdLed(holds, change, provider, work.now);
  const { gate, reason, actor, reviewAt } = shownHold(holds, leadOf(JSON.parse(lane.leads) as Leads));
  await work.sql.run(HOLD, lane.id, JSON.stringify(holds), gate, reason, actor, reviewAt, work.now);
}

async function steerLane(
  work: Work,
  lane: LaneRow,
  change: GateChange,
  places: readonly Place[],
  named: number | null,
): Promise<void> {
  const { source = "operator", gate, override = false, perSecond, releasedThrough, via, reviewAt } = change;
  const leads = JSON.parse(lane.leads) as Leads;
  const isLed = via !== undefined && lead(work, lane, leads, change, places);
  const holds = JSON.parse(lane.holds) as Holds;
  if (gate === "open") liftHolds(holds, source, override);
  else if (gate === "held" && isLed) letGo(holds, source, named);
  else if (gate === "held") addHold(holds, change, work.now, named);
  if (gate !== undefined) forgetWays(holds, [lane.planned, leadOf(leads)?.provider ?? lane.planned]);
  const shown = shownHold(holds, leadOf(leads));
  const rates = JSON.parse(lane.rates) as Rates;
  if (perSecond !== undefined) changeRate(rates, source, perSecond);
  const isPartly = releasedThrough !== undefined && releasedThrough < ALL_RELEASED;
  const opens = gate !== undefined || releasedThrough !== undefined || via !== undefined;
  await work.sql.run(
    SAVE,
    lane.id,
    leadOf(leads)?.provider ?? lane.planned,
    JSON.stringify(holds),
    shown.gate,
    shown.reason,
    shown.actor,
    shown.reviewAt,
    JSON.stringify(rates),
    slowestRate(rates),
    releasedThrough ?? lane.released,
    releasedThrough === undefined ? lane.releaseReviewAt : isPartly ? (reviewAt ?? null) : null,
    opens ? work.now : lane.claimedAt,
    JSON.stringify(leads),
  );
}

/** Keeps where a source leads the lane: over a provider of a later place of its step. True = it leads it elsewhere now. */
function lead(
  work: Work,
  lane: LaneRow,
  leads: Leads,
  change: GateChange,
  places: readonly Place[],
): boolean {
  if (typeof change.via !== "string") {
    dropLead(leads, change);
    return false;
  }
  const provider = work.words.find(change.via);
  const isBehind = places.some(
    ({ step, position, planned }) => step === lane.step && planned === provider && position > lane.position,
  );
  if (isBehind) addLead(leads, change, provider);
  return isBehind;
}
