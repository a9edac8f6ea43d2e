import { EVENT_KINDS, type EventKind } from "@relance/spec";
import { BulkInsert } from "./bulk-insert.ts";
import { bucketOf, type HotRow } from "./row.ts";
import { numberAt, type Sql } from "./sql.ts";
import type { Statement } from "./statement.ts";

const NUMBERS = new Map<EventKind, number>(EVENT_KINDS.map((kind, number) => [kind, number]));

/** Numbers that one value of the sequence stands for. */
const BLOCK = 64;

export function kindNumber(kind: EventKind): number {
  return NUMBERS.get(kind) ?? 0;
}

interface Entry {
  readonly row: HotRow | undefined;
  readonly campaign: number;
  readonly ver: number;
  readonly kind: number;
  readonly attempt: number;
  readonly step: number;
  readonly provider: number;
  readonly cause: number;
  readonly extra: number;
}

/**
 * Events of one transaction. They get their numbers when they are written: by then every row is locked, so that a
 * person's numbers ascend whoever writes them.
 */
export class EventLog {
  readonly #at: number;
  readonly #insert = new BulkInsert("events", [
    ["id", "bigint"],
    ["enrollment", "bigint"],
    ["at", "bigint"],
    ["attempt", "bigint"],
    ["prev", "bigint"],
    ["campaign", "int"],
    ["ver", "int"],
    ["provider", "int"],
    ["extra", "int"],
    ["bucket", "smallint"],
    ["kind", "smallint"],
    ["step", "smallint"],
    ["cause", "smallint"],
  ]);
  #entries: Entry[] = [];

  constructor(at: number) {
    this.#at = at;
  }

  /** One fact about a person; the row's chain goes on with it. */
  add(
    row: HotRow,
    kind: EventKind,
    attempt: number,
    step: number,
    provider: number,
    cause: number,
    extra: number,
  ): void {
    row.ver += 1;
    const { campaign, ver } = row;
    this.#entries.push({ row, campaign, ver, kind: kindNumber(kind), attempt, step, provider, cause, extra });
  }

  /** One fact about a whole campaign. */
  addCampaign(campaign: number, kind: EventKind): void {
    const about = { row: undefined, campaign, ver: 0, attempt: 0, step: 0, provider: 0, cause: 0, extra: 0 };
    this.#entries.push({ ...about, kind: kindNumber(kind) });
  }

  /** Gives the events their numbers. Comes before the rows are written, because these name their last event. */
  async number(sql: Sql): Promise<void> {
    if (this.#entries.length === 0) return;
    const blocks = await sql.rows(
      "select pg_current_xact_id(), nextval('event_ids') from generate_series(1, $1)", // in this order: see events.ts
      Math.ceil(this.#entries.length / BLOCK),
    );
    this.#entries.forEach(({ row, ...entry }, place) => {
      const id = numberAt(blocks[Math.floor(place / BLOCK)] ?? [], 1) + (place % BLOCK);
      const { campaign, ver, kind, attempt, step, provider, cause, extra } = entry;
      const [enrollment, prev, bucket] =
        row === undefined ? [0, 0, 0] : [row.id, row.lastEvent, bucketOf(row)];
      this.#insert.add(
        id,
        enrollment,
        this.#at,
        attempt,
        prev,
        campaign,
        ver,
        provider,
        extra,
        bucket,
        kind,
        step,
        cause,
      );
      if (row !== undefined) row.lastEvent = id;
    });
    this.#entries = [];
  }

  write(statement: Statement): void {
    this.#insert.write(statement);
  }
}
