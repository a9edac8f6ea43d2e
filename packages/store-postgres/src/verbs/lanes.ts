import { dateOf, type LaneHold, type LaneRow, type LaneSource, type LanesAnswer } from "@relance/spec";
import type { Reading } from "../reading.ts";

interface StoredLane {
  readonly campaign: number;
  readonly step: number;
  readonly planned: string;
  readonly provider: string;
  readonly gate: number;
  readonly reason: string | null;
  readonly actor: string | null;
  readonly holds: string;
  readonly rates: string;
}

interface StoredHold {
  readonly reason: string;
  readonly actor: string;
  readonly reviewAt: number | null;
  readonly since?: number;
}

const LANES = `select l.campaign, l.step, a.word as planned, b.word as provider, l.gate, l.reason, l.actor, l.holds, l.rates
  from lanes l join words a on a.id = l.planned join words b on b.id = l.provider
  where $1::int is null or l.campaign = $1 order by l.campaign, l.step, l.position, l.id`;
const CLOSED = `select w.word as provider, p.closed_until as until, p.reason from providers p
  join words w on w.id = p.provider where p.closed_until > $1 order by p.provider`;

/** How lanes stand, and which providers rest. */
export async function lanes({ sql, now }: Reading, campaign: number | undefined): Promise<LanesAnswer> {
  const rows = await sql.all<StoredLane>(LANES, campaign ?? null);
  const closed = await sql.all<{ provider: string; until: number; reason: string | null }>(CLOSED, now);
  return {
    lanes: rows.map(({ gate, reason, actor, holds, rates, ...lane }): LaneRow => {
      const isLed = gate === 1 && lane.provider !== lane.planned && reason !== null && actor !== null;
      return {
        ...lane,
        led: isLed ? { actor, reason } : undefined,
        holds: Object.entries(JSON.parse(holds) as Record<string, StoredHold>).map(holdOf),
        rates: JSON.parse(rates) as LaneRow["rates"],
      };
    }),
    closed: closed.map(({ provider, until, reason }) => ({
      provider,
      until: dateOf(until),
      reason: reason ?? "",
    })),
  };
}

function holdOf([source, { reason, actor, reviewAt, since }]: [string, StoredHold]): LaneHold {
  return {
    source: source as LaneSource,
    actor,
    reason,
    since: since === undefined ? undefined : dateOf(since),
    reviewAt: reviewAt === null ? undefined : dateOf(reviewAt),
  };
}
