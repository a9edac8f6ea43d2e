import type { GateChange, LaneSource } from "@relance/spec";
import type { Work } from "./work.ts";

/** Everybody may leave. */
const ALL_RELEASED = 2 ** 31;

interface Hold {
  readonly reason: string;
  readonly actor: string;
  readonly reviewAt: number | null;
  readonly since?: number;
}

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
  const holds = JSON.parse(lane.holds) as Record<string, Hold>;
  if (gate === "open") lift(holds, source, override);
  else if (gate === "held" && (typeof via !== "string" || led === undefined)) {
    const { reason, actor } = change;
    const since = holds[source]?.since ?? work.now;
    holds[source] = { reason, actor, reviewAt: reviewAt ?? null, since };
  }
  const rates = JSON.parse(lane.rates) as Record<string, number>;
  if (perSecond === null) delete rates[source];
  else if (perSecond !== undefined) rates[source] = perSecond;
  const isPartly = releasedThrough !== undefined && releasedThrough < ALL_RELEASED;
  const opens = gate !== undefined || releasedThrough !== undefined || via !== undefined;
  await work.sql.run(
    SAVE,
    lane.id,
    led ?? lane.provider,
    JSON.stringify(holds),
    ...shown(holds, typeof via === "string" && led !== undefined ? change : undefined),
    JSON.stringify(rates),
    Object.keys(rates).length === 0 ? null : Math.min(...Object.values(rates)),
    releasedThrough ?? lane.released,
    releasedThrough === undefined ? lane.releaseReviewAt : isPartly ? (reviewAt ?? null) : null,
    opens ? work.now : lane.claimedAt,
  );
}

function lift(holds: Record<string, Hold>, source: LaneSource, override: boolean): void {
  const lifted = source === "operator" ? ["operator", "start"] : [source];
  for (const held of Object.keys(holds)) if (override || lifted.includes(held)) delete holds[held];
}

/**
 * What claims and audits read is the sum of all holds: closed while there is one, to be looked at when the first says so. An
 * open lane says who led it.
 */
function shown(holds: Readonly<Record<string, Hold>>, led: Pick<GateChange, "actor" | "reason"> | undefined) {
  const all = Object.values(holds);
  const first = all.toSorted((a, b) => (a.reviewAt ?? 0) - (b.reviewAt ?? 0))[0];
  const { reason = null, actor = null } = first ?? led ?? {};
  return [Number(all.length === 0), reason, actor, first?.reviewAt ?? null] as const;
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
