import type { BinRow } from "@relance/spec";
import { ACCEPTED_BIN, type BinCount, CAPTURED_BIN, channelName } from "@relance/store";
import { numberAt, type Sql } from "../transaction/sql.ts";
import type { Words } from "../transaction/words.ts";

const SELECT = `select at - at % ?4, provider, channel, part, bin, sum(n) from bins
  where campaign = ?1 and at >= ?2 and at < ?3 group by 1, 2, 3, 4, 5`;

/** More grains than this at once are a report's question, not the watch's. */
const MOST_GRAINS = 400;
/** Kept grains of one size; when there are more, the oldest go. */
const KEPT_GRAINS = 1_000;

/** The bins of one provider, channel and part in one grain. */
interface Cell {
  readonly provider: number;
  readonly channel: number;
  readonly part: number;
  accepted: number;
  captured: number;
  readonly received: Map<number, number>;
  /** The same as it is answered; absent = it has grown since. */
  row: BinRow | undefined;
}

/** One grain: its cells in the order in which they are answered. */
interface Grain {
  readonly cells: Cell[];
  /** How many of them are in order. */
  sorted: number;
}

/**
 * Bins that were read once, and grow with what this connection writes: whoever looks every other second at the last
 * twenty minutes does not have the same thousands of rows added up again each time. What another process commits, or a
 * rollback takes back, makes it read anew.
 */
export class BinShelf {
  readonly #sql: Sql;
  readonly #words: Words;
  /** campaign → grain in milliseconds → start of the grain */
  readonly #campaigns = new Map<number, Map<number, Map<number, Grain>>>();
  #dataVersion = -1;

  constructor(sql: Sql, words: Words) {
    this.#sql = sql;
    this.#words = words;
  }

  /** Rows from `since` to before `until`, or `undefined` where they are too many, or no whole grains. */
  rows(campaign: number, since: number, until: number, grainMs: number): BinRow[] | undefined {
    const isWhole = since % grainMs === 0 && until % grainMs === 0;
    if (!isWhole || (until - since) / grainMs > MOST_GRAINS) return undefined;
    this.#heed();
    const grains = this.#grainsOf(campaign, grainMs);
    this.#readMissing(grains, campaign, since, until, grainMs);
    const rows: BinRow[] = [];
    for (let at = since; at < until; at += grainMs) {
      const grain = grains.get(at);
      if (grain !== undefined) for (const cell of inOrder(grain)) rows.push(this.#rowOf(cell, at));
    }
    return rows;
  }

  /** This connection writes it. */
  add({ of, at, bin, n }: BinCount): void {
    for (const [grainMs, grains] of this.#campaigns.get(of.campaign) ?? []) {
      const grain = grains.get(at - (at % grainMs));
      if (grain !== undefined) grow(grain, of.provider, of.channel, of.part, bin, n);
    }
  }

  /** After a rollback: what was added is not there. */
  forget(): void {
    this.#campaigns.clear();
  }

  #heed(): void {
    const version = Number(this.#sql.row("pragma data_version")?.[0]);
    if (version !== this.#dataVersion) this.forget();
    this.#dataVersion = version;
  }

  #grainsOf(campaign: number, grainMs: number): Map<number, Grain> {
    const sizes = this.#campaigns.get(campaign) ?? new Map<number, Map<number, Grain>>();
    this.#campaigns.set(campaign, sizes);
    const grains = sizes.get(grainMs) ?? new Map<number, Grain>();
    sizes.set(grainMs, grains);
    if (grains.size > KEPT_GRAINS) grains.clear();
    return grains;
  }

  #readMissing(
    grains: Map<number, Grain>,
    campaign: number,
    since: number,
    until: number,
    grainMs: number,
  ): void {
    let from: number | undefined;
    for (let at = since; at <= until; at += grainMs) {
      const isMissing = at < until && !grains.has(at);
      if (isMissing) {
        from ??= at;
        grains.set(at, { cells: [], sorted: 0 });
      } else if (from !== undefined) {
        this.#read(grains, campaign, from, at, grainMs);
        from = undefined;
      }
    }
  }

  #read(
    grains: ReadonlyMap<number, Grain>,
    campaign: number,
    since: number,
    until: number,
    grainMs: number,
  ): void {
    for (const row of this.#sql.rows(SELECT, campaign, since, until, grainMs)) {
      const grain = grains.get(numberAt(row, 0));
      if (grain === undefined) continue;
      grow(grain, numberAt(row, 1), numberAt(row, 2), numberAt(row, 3), numberAt(row, 4), numberAt(row, 5));
    }
  }

  #rowOf(cell: Cell, at: number): BinRow {
    if (cell.row !== undefined) return cell.row;
    cell.row = {
      provider: this.#words.wordOf(cell.provider),
      channel: channelName(cell.channel),
      part: cell.part === 0 ? "" : this.#words.wordOf(cell.part),
      at,
      accepted: cell.accepted,
      captured: cell.captured,
      received: [...cell.received].sort(([a], [b]) => a - b),
    };
    return cell.row;
  }
}

function grow(grain: Grain, provider: number, channel: number, part: number, bin: number, n: number): void {
  let cell = grain.cells.find(
    (one) => one.part === part && one.provider === provider && one.channel === channel,
  );
  if (cell === undefined) {
    cell = { provider, channel, part, accepted: 0, captured: 0, received: new Map(), row: undefined };
    grain.cells.push(cell);
  }
  if (bin === ACCEPTED_BIN) cell.accepted += n;
  else if (bin === CAPTURED_BIN) cell.captured += n;
  else cell.received.set(bin, (cell.received.get(bin) ?? 0) + n);
  cell.row = undefined;
}

function inOrder(grain: Grain): readonly Cell[] {
  if (grain.sorted !== grain.cells.length) {
    grain.cells.sort((a, b) => a.provider - b.provider || a.channel - b.channel || a.part - b.part);
    grain.sorted = grain.cells.length;
  }
  return grain.cells;
}
