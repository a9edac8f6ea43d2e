import { dateOf, type LaneRow, type LanesAnswer } from "@relance/spec";
import { type Holds, type Leads, listedHolds, listedLead, slowedProvider } from "@relance/store-kit";
import type { StoreContext } from "../context.ts";
import { SLOW_COLUMNS, slowedPace } from "../slowing.ts";

interface StoredLane {
  readonly campaign: number;
  readonly step: number;
  readonly planned: number;
  readonly provider: number;
  readonly holds: string;
  readonly rates: string;
  readonly leads: string;
}

const LANES = `select campaign, step, planned, provider, holds, rates, leads from lanes
  where ?1 is null or campaign = ?1 order by campaign, step, position, id`;
const CLOSED =
  "select provider, closed_until, reason, faults from providers where closed_until > ? or faults > 0 order by provider";

const SLOWED = `select provider, ${SLOW_COLUMNS} from providers where slow_rate is not null order by provider`;

/** How lanes stand, and which providers rest. */
export function lanes({ sql, words, clocks }: StoreContext, campaign: number | undefined): LanesAnswer {
  const now = Math.floor(clocks.now());
  const closed = sql.rows(CLOSED, now);
  return {
    lanes: sql
      .all<StoredLane>(LANES, campaign ?? null)
      .map(({ planned, provider, holds, rates, leads, ...lane }): LaneRow => {
        return {
          ...lane,
          planned: words.wordOf(planned),
          provider: words.wordOf(provider),
          led: listedLead(JSON.parse(leads) as Leads),
          holds: listedHolds(JSON.parse(holds) as Holds),
          rates: JSON.parse(rates) as LaneRow["rates"],
        };
      }),
    closed: closed.map(([provider, until, reason, faults]) => ({
      provider: words.wordOf(provider as number),
      until: dateOf(until as number),
      reason: (reason ?? "") as string,
      faults: Number(faults ?? 0),
    })),
    slowed: sql
      .rows(SLOWED)
      .flatMap((row) => slowedProvider(words.wordOf(row[0] as number), slowedPace(row, 1), now)),
  };
}
