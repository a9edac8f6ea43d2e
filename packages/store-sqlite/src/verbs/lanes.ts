import { answersNobody } from "@relance/rules";
import { dateOf, type LanesAnswer } from "@relance/spec";
import { type ListedLane, laneRows, SLOW_COLUMNS, slowedPace, slowedProvider } from "@relance/store";
import type { StoreContext } from "../transaction/context.ts";

const LANES = `select campaign, step, position, slice, planned, holds, rates, leads, steered,
  steered_by as steeredBy, rated_by as ratedBy
  from lanes where ?1 is null or campaign = ?1 order by campaign, step, position, id`;
const CLOSED =
  "select provider, closed_until, reason, faults, failures from providers where closed_until > ? or faults > 0 order by provider";
const SLICES = "select part from parts where campaign = ? order by part";

const SLOWED = `select provider, ${SLOW_COLUMNS} from providers where slow_rate is not null order by provider`;

/** How lanes stand, and which providers rest. */
export function lanes({ sql, words, clocks }: StoreContext, campaign: number | undefined): LanesAnswer {
  const now = Math.floor(clocks.now());
  const closed = sql.rows(CLOSED, now);
  const slices = campaign === undefined ? [] : sql.rows(SLICES, campaign);
  return {
    lanes: laneRows(sql.all<ListedLane>(LANES, campaign ?? null), (word) => words.wordOf(word)),
    slices: slices.map(([part]) => words.wordOf(part as number)),
    closed: closed.map(([provider, until, reason, faults, failures]) => ({
      provider: words.wordOf(provider as number),
      until: dateOf(until as number),
      reason: (reason ?? "") as string,
      faults: Number(faults ?? 0),
      answersNobody: answersNobody({ failures: Number(failures ?? 0) }),
    })),
    slowed: sql
      .rows(SLOWED)
      .flatMap((row) => slowedProvider(words.wordOf(row[0] as number), slowedPace(row, 1), now)),
  };
}
