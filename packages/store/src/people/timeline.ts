import { CAUSES, dateOf, EVENT_KINDS, QUALITIES, type TimelineEntry } from "@relance/spec";
import type { Reading } from "../transaction/reading.ts";

/** Most entries of one timeline; nobody has more unless something repeats for ever. */
const MAX_TIMELINE = 1_000;

const CHAIN = `with recursive chain as (
    select v.*, 1 as place from events v where v.id = $1
    union all select v.*, c.place + 1 from chain c join events v on v.id = c.prev
      where c.prev <> 0 and c.place < ${MAX_TIMELINE})
  select c.kind, c.at, c.attempt, c.step, c.cause, c.extra as quality, w.word as provider, x.word as extra,
    r.word as error, f.word as vendor
  from chain c left join words w on w.id = c.provider left join words x on x.id = c.extra and c.attempt = 0
    left join attempts a on a.id = c.attempt left join words r on r.id = a.error
    left join words f on f.id = a.vendor_error
  order by c.place desc`;

interface EventRow {
  readonly kind: number;
  readonly at: number;
  readonly attempt: number;
  readonly step: number;
  readonly cause: number;
  readonly provider: string | null;
  /** Of an attempt, as a number of `QUALITIES`. */
  readonly quality: number;
  readonly extra: string | null;
  readonly error: string | null;
  readonly vendor: string | null;
}

const FAILED: ReadonlySet<string> = new Set(["attempt.rejected", "attempt.deferred", "attempt.uncertain"]);

/** Everything that happened to a person, oldest first; `last` is the newest event. */
export async function timelineOf({ sql, context }: Reading, last: number): Promise<TimelineEntry[]> {
  const rows = await sql.all<EventRow>(CHAIN, last);
  return rows.map((row) => {
    const type = EVENT_KINDS[row.kind] ?? "enrollment.enrolled";
    return {
      at: dateOf(row.at),
      type,
      attemptId: row.attempt === 0 ? undefined : context.attemptIds.idOf(row.attempt),
      provider: row.provider ?? undefined,
      step: row.step,
      cause: row.cause === 0 ? undefined : CAUSES[row.cause],
      detail: row.extra ?? (FAILED.has(type) ? failure(row) : witness(row)),
    };
  });
}

/** Who reported it. */
function witness({ attempt, quality }: EventRow): string | undefined {
  return attempt === 0 || quality === 0 ? undefined : QUALITIES[quality];
}

/** Why it was not taken, in our words and in the far end's. */
function failure({ error, vendor }: EventRow): string | undefined {
  const parts = [error, vendor].filter((word) => word !== null);
  return parts.length === 0 ? undefined : parts.join(" ");
}
