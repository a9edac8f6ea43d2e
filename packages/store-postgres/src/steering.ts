import type { GateChange } from "@relance/spec";
import {
  ALL_RELEASED,
  addHold,
  changeRate,
  type Holds,
  leadFromHold,
  liftHolds,
  type Rates,
  shownHold,
  slowestRate,
} from "@relance/store-kit";
import type { Work } from "./work.ts";

interface LaneRow {
  readonly id: number;
  readonly step: number;
  readonly position: number;
  readonly planned: number;
  readonly provider: number;
  readonly holds: string;
  readonly rates: string;
  readonly released: number;
  readonly releaseReviewAt: number | null;
  readonly claimedAt: number;
}

/** In ascending order, so that two who steer wait for each other and no more. */
const HELD = `select id, step, position, planned, provider, holds, rates, released_through as released,
  release_review_at as "releaseReviewAt", claimed_at as "claimedAt" from lanes
  where campaign = $1 and ($2::int is null or step = $2) and ($3::int is null or planned = $3)
  order by id for no key update`;

const SAVE = `update lanes set provider = $2, holds = $3, gate = $4, reason = $5, actor = $6, review_at = $7, rates = $8,
  per_second = $9, released_through = $10, release_review_at = $11, claimed_at = $12, ver = ver + 1 where id = $1`;

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
  const lanes = await work.sql.all<LaneRow>(HELD, campaign, step ?? null, planned);
  const places = typeof via === "string" ? await work.sql.all<Place>(PLACES, campaign) : [];
  for (const lane of lanes) await steerLane(work, lane, change, places);
  return lanes.length;
}

async function steerLane(
  work: Work,
  lane: LaneRow,
  change: GateChange,
  places: readonly Place[],
): Promise<void> {
  const { source = "operator", gate, override = false, perSecond, releasedThrough, via, reviewAt } = change;
  const led = via === undefined ? lane.provider : ledTo(work, lane, via, places);
  const isLed = typeof via === "string" && led !== undefined;
  const holds = JSON.parse(lane.holds) as Holds;
  if (gate === "open") liftHolds(holds, source, override);
  else if (gate === "held" && isLed) leadFromHold(holds, change);
  else if (gate === "held") addHold(holds, change, work.now);
  const shown = shownHold(holds, isLed ? change : undefined);
  const rates = JSON.parse(lane.rates) as Rates;
  if (perSecond !== undefined) changeRate(rates, source, perSecond);
  const isPartly = releasedThrough !== undefined && releasedThrough < ALL_RELEASED;
  const opens = gate !== undefined || releasedThrough !== undefined || via !== undefined;
  await work.sql.run(
    SAVE,
    lane.id,
    led ?? lane.provider,
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
  );
}

/** The provider that the lane is led over: one of a later place of its step. `undefined` = it cannot be led there. */
function ledTo(work: Work, lane: LaneRow, via: string | null, places: readonly Place[]): number | undefined {
  if (via === null) return lane.planned;
  const provider = work.words.find(via);
  const isBehind = places.some(
    ({ step, position, planned }) => step === lane.step && planned === provider && position > lane.position,
  );
  return isBehind ? provider : undefined;
}
