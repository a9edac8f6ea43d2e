import { answersNobody } from "@relance/rules";
import {
  type CampaignState,
  type ControlAnswer,
  dateOf,
  type EventKind,
  type GateChange,
  type LaneRow,
  type LanesAnswer,
  type StaleLane,
} from "@relance/spec";
import { lockCampaign, setCampaignState } from "../campaigns/campaigns.ts";
import { orderText } from "../counts/event-rows.ts";
import { GATE, listedHolds } from "../lanes/lane-holds.ts";
import { SLOW_COLUMNS, slowedPace, slowedProvider } from "../lanes/lane-pace.ts";
import {
  type Leads,
  listedLead,
  listedRates,
  type OrderedLane,
  orderOf,
  standingOf,
  steeringText,
} from "../lanes/lane-standing.ts";
import { staleFor, steer } from "../lanes/steer-lanes.ts";
import type { StoredLane } from "../lanes/stored-lanes.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Reading, Work } from "../transaction/work.ts";

const LANES = `select campaign, step, position, slice, planned, holds, rates, leads, steered,
  steered_by as "steeredBy", rated_by as "ratedBy"
  from lanes where $1::int is null or campaign = $1 order by campaign, step, position, id`;
const CLOSED = `select w.word as provider, p.closed_until as until, p.reason, p.faults, p.failures from providers p
  join words w on w.id = p.provider where p.closed_until > $1 or p.faults > 0 order by p.provider`;

const SLOWED = `select w.word, ${SLOW_COLUMNS} from providers p join words w on w.id = p.provider
  where p.slow_rate is not null order by p.provider`;
const SLICES = "select w.word from parts p join words w on w.id = p.part where p.campaign = $1 order by p.part";

interface Closed {
  readonly provider: string;
  readonly until: number;
  readonly reason: string | null;
  readonly faults: number;
  readonly failures: number;
}

/** How lanes stand, and which providers rest. */
export async function lanes({ sql, words, now }: Reading, campaign: number | undefined): Promise<LanesAnswer> {
  const rows = await sql.all<ListedLane>(LANES, campaign ?? null);
  await words.know(rows.flatMap(wordsOfLane));
  const slices = campaign === undefined ? [] : await sql.rows(SLICES, campaign);
  const closed = await sql.all<Closed>(CLOSED, now);
  const slowed = await sql.rows(SLOWED);
  return {
    lanes: laneRows(rows, (word) => words.wordOf(word)),
    slices: slices.map(([word]) => word as string),
    closed: closed.map(({ provider, until, reason, faults, failures }) => ({
      provider,
      until: dateOf(until),
      reason: reason ?? "",
      faults,
      answersNobody: answersNobody({ failures }),
    })),
    slowed: slowed.flatMap((row) => slowedProvider(row[0] as string, slowedPace(row, 1), now)),
  };
}

/** A lane as it is listed. */
interface ListedLane extends OrderedLane, Pick<StoredLane, "steered" | "steeredBy"> {
  readonly campaign: number;
}

/** The numbers of the words that {@link laneRows} asks for. */
function wordsOfLane({ planned, slice, leads }: ListedLane): number[] {
  const ways = Object.values(JSON.parse(leads) as Leads).map(({ provider }) => provider);
  return [planned, slice, ...ways];
}

/** Lanes of one campaign or of several as people read them. */
function laneRows(lanes: readonly ListedLane[], wordOf: (word: number) => string): LaneRow[] {
  const campaigns = Map.groupBy(lanes, ({ campaign }) => campaign);
  return lanes.map((lane): LaneRow => {
    const { campaign, step, planned, slice, steered: version, steeredBy } = lane;
    const { provider, lead, holds, rates, ratedBy } = standingOf(lane, campaigns.get(campaign) ?? []);
    return {
      campaign,
      step,
      planned: wordOf(planned),
      slice: slice === 0 ? undefined : wordOf(slice),
      version,
      order: orderOf(steeredBy),
      provider: wordOf(provider),
      led: listedLead(lead),
      holds: listedHolds(holds),
      rates,
      ratedBy: listedRates(ratedBy),
    };
  });
}

/** Steers lanes: one row per lane, never people (engine rule 11). All changes are made, or none. */
export async function control(work: Work, changes: readonly GateChange[]): Promise<ControlAnswer> {
  const stale: StaleLane[] = [];
  for (const change of changes) {
    if (change.version === undefined) continue;
    if ((await lockCampaign(work, change.campaign)) !== undefined) stale.push(...(await staleFor(work, change)));
  }
  if (stale.length > 0) return { lanes: 0, version: 0, stale };
  let [sum, highest] = [0, 0];
  for (const change of changes) {
    const { lanes, version } = await controlOne(work, change);
    sum += lanes;
    highest = Math.max(highest, version);
  }
  return { lanes: sum, version: highest, stale };
}

const NOTHING = { lanes: 0, version: 0 } as const;

/** The campaign's row comes first: two commands at once change the same lanes one after the other. */
async function controlOne(
  work: Work,
  change: GateChange,
): Promise<{ readonly lanes: number; readonly version: number }> {
  const { campaign, gate, via, source = "operator", provider } = change;
  const state = await lockCampaign(work, campaign);
  if (state === undefined) return NOTHING;
  const { lanes, version } = await steer(work, change);
  if (lanes === 0) return NOTHING;
  const text = source === "operator" ? orderText(change) : undefined; // a machine has its incidents
  await work.words.need([text ?? [], provider ?? []].flat());
  const order = text === undefined ? 0 : work.word(text);
  const steering = steeringText(change);
  const isTold = gate !== undefined && (await followGates(work, campaign, state, order, steering));
  if (!isTold && (gate === undefined || via !== undefined || source === "operator")) {
    const over = provider === undefined ? 0 : work.word(provider);
    work.log.addCampaign(campaign, "campaign.steered", order, over, steering);
  }
  return { lanes, version };
}

/** A campaign is held while all its gates are. True if it became so, or is no longer. */
export async function followGates(
  work: Work,
  campaign: number,
  state: CampaignState,
  order = 0,
  steering: string | null = null,
): Promise<boolean> {
  const open = await work.sql.row(
    `select count(*)::int from lanes where campaign = $1 and gate = ${GATE.open}`,
    campaign,
  );
  const isAnyOpen = open !== undefined && numberAt(open, 0) > 0;
  const move = gateMove(state, isAnyOpen);
  if (move !== undefined) await setCampaignState(work, campaign, move.to, move.event, order, steering);
  return move !== undefined;
}

/** What becomes of a campaign when its gates were changed: it is held while all of them are. Absent = it stays as it is. */
function gateMove(
  state: CampaignState | undefined,
  isAnyOpen: boolean,
): { readonly to: CampaignState; readonly event: EventKind } | undefined {
  if (state === "running" && !isAnyOpen) return { to: "held", event: "campaign.held" };
  if (state === "held" && isAnyOpen) return { to: "running", event: "campaign.resumed" };
  if (state === "sealed" && isAnyOpen) return { to: "running", event: "campaign.started" };
  return undefined;
}
