import { answersNobody } from "@relance/rules";
import { dateOf, type LaneRow, type LanesAnswer } from "@relance/spec";
import { listedHolds } from "../lanes/lane-holds.ts";
import { SLOW_COLUMNS, slowedPace, slowedProvider } from "../lanes/lane-pace.ts";
import { type Leads, listedLead, listedRates, type OrderedLane, orderOf, standingOf } from "../lanes/lane-standing.ts";
import type { StoredLane } from "../lanes/stored-lanes.ts";
import type { Reading } from "../transaction/work.ts";

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
