import type { GateChange, LaneSource } from "@relance/spec";
import {
  ALL_RELEASED,
  addHold,
  addLead,
  changeRate,
  dropLead,
  forgetWays,
  type Holds,
  holdLed,
  type Lead,
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
}

const SELECT = `select id, step, position, planned, holds, rates, leads from lanes
  where campaign = ?1 and (?2 is null or step = ?2) and (?3 is null or planned = ?3 or (?4 and provider = ?3))`;

const HOLD = `update lanes set holds = ?, gate = ?, reason = ?, actor = ?, review_at = ?, ver = ver + 1, claimed_at = ?
  where id = ?`;
const RATE = "update lanes set rates = ?, per_second = ?, ver = ver + 1 where id = ?";
const RELEASE =
  "update lanes set released_through = ?, release_review_at = ?, ver = ver + 1, claimed_at = ? where id = ?";
const LEAD = "update lanes set leads = ?, provider = ?, ver = ver + 1, claimed_at = ? where id = ?";

/** A later place of the same step over this provider: there the lane can be led. */
const BEHIND = "select 1 from lanes where campaign = ? and step = ? and planned = ? and position > ?";

/** Steers the lanes that a change names. Answers how many there are. */
export function steer(work: Work, change: GateChange): number {
  const { campaign, step, provider } = change;
  const planned = provider === undefined ? null : work.context.words.find(provider);
  const isLedToo = Number(steersWhoIsLed(change));
  const lanes = work.sql.all<LaneRow>(SELECT, campaign, step ?? null, planned, isLedToo);
  for (const lane of lanes) {
    if (planned === null || lane.planned === planned) steerLane(work, lane, change, planned);
    else steerLed(work, lane, change, planned);
  }
  return lanes.length;
}

/** People who are led over the provider that an operator pauses wait as well; their way stays as it is. */
function steerLed(work: Work, lane: LaneRow, change: GateChange, provider: number): void {
  const holds = JSON.parse(lane.holds) as Holds;
  holdLed(holds, change, provider, work.now);
  hold(work, lane.id, holds, leadOf(JSON.parse(lane.leads) as Leads));
}

function steerLane(work: Work, lane: LaneRow, change: GateChange, named: number | null): void {
  const { source = "operator", gate, override = false, perSecond, releasedThrough, via, reviewAt } = change;
  const leads = JSON.parse(lane.leads) as Leads;
  const isLed = via !== undefined && lead(work, lane, leads, change);
  if (gate !== undefined) {
    const holds = JSON.parse(lane.holds) as Holds;
    if (gate === "open") liftHolds(holds, source, override);
    else if (isLed) letGo(holds, source, named);
    else addHold(holds, change, work.now, named);
    forgetWays(holds, [lane.planned, leadOf(leads)?.provider ?? lane.planned]);
    hold(work, lane.id, holds, leadOf(leads));
  }
  if (perSecond !== undefined) limit(work, lane, source, perSecond);
  if (releasedThrough !== undefined) {
    const isPartly = releasedThrough < ALL_RELEASED;
    work.sql.run(RELEASE, releasedThrough, isPartly ? (reviewAt ?? null) : null, work.now, lane.id);
  }
}

/** What claims and audits read is the sum of all holds. */
function hold(work: Work, lane: number, holds: Holds, led: Lead | undefined): void {
  const { gate, reason, actor, reviewAt } = shownHold(holds, led);
  work.sql.run(HOLD, JSON.stringify(holds), gate, reason, actor, reviewAt, work.now, lane);
}

function limit(work: Work, lane: LaneRow, source: LaneSource, perSecond: number | null): void {
  const rates = JSON.parse(lane.rates) as Rates;
  changeRate(rates, source, perSecond);
  work.sql.run(RATE, JSON.stringify(rates), slowestRate(rates), lane.id);
}

/** Keeps where a source leads the lane. True = it leads it elsewhere now. */
function lead(work: Work, lane: LaneRow, leads: Leads, change: GateChange): boolean {
  const { campaign, via } = change;
  if (typeof via === "string") {
    const provider = work.context.words.find(via);
    if (work.sql.row(BEHIND, campaign, lane.step, provider, lane.position) === undefined) return false;
    addLead(leads, change, provider);
  } else {
    dropLead(leads, change);
  }
  const provider = leadOf(leads)?.provider ?? lane.planned;
  work.sql.run(LEAD, JSON.stringify(leads), provider, work.now, lane.id);
  return typeof via === "string";
}
