import { dateOf, type LaneRow, type LanesAnswer } from "@relance/spec";
import { type Holds, type Leads, listedHolds, listedLead, slowedProvider } from "@relance/store-kit";
import type { Reading } from "../reading.ts";
import { SLOW_COLUMNS, slowedPace } from "../slowing.ts";

interface StoredLane {
  readonly campaign: number;
  readonly step: number;
  readonly planned: string;
  readonly provider: string;
  readonly holds: string;
  readonly rates: string;
  readonly leads: string;
}

const LANES = `select l.campaign, l.step, a.word as planned, b.word as provider, l.holds, l.rates, l.leads
  from lanes l join words a on a.id = l.planned join words b on b.id = l.provider
  where $1::int is null or l.campaign = $1 order by l.campaign, l.step, l.position, l.id`;
const CLOSED = `select w.word as provider, p.closed_until as until, p.reason, p.faults from providers p
  join words w on w.id = p.provider where p.closed_until > $1 or p.faults > 0 order by p.provider`;

const SLOWED = `select w.word, ${SLOW_COLUMNS} from providers p join words w on w.id = p.provider
  where p.slow_rate is not null order by p.provider`;

/** How lanes stand, and which providers rest. */
export async function lanes({ sql, now }: Reading, campaign: number | undefined): Promise<LanesAnswer> {
  const rows = await sql.all<StoredLane>(LANES, campaign ?? null);
  const closed = await sql.all<{ provider: string; until: number; reason: string | null; faults: number }>(
    CLOSED,
    now,
  );
  const slowed = await sql.rows(SLOWED);
  return {
    lanes: rows.map(({ holds, rates, leads, ...lane }): LaneRow => {
      return {
        ...lane,
        led: listedLead(JSON.parse(leads) as Leads),
        holds: listedHolds(JSON.parse(holds) as Holds),
        rates: JSON.parse(rates) as LaneRow["rates"],
      };
    }),
    closed: closed.map(({ provider, until, reason, faults }) => ({
      provider,
      until: dateOf(until),
      reason: reason ?? "",
      faults,
    })),
    slowed: slowed.flatMap((row) => slowedProvider(row[0] as string, slowedPace(row, 1), now)),
  };
}
