import { LONGEST_DOUBLED_MS, MOST_DOUBLINGS } from "@relance/rules";
import { CAMPAIGN_STATES } from "../campaign-states.ts";
import { BulkInsert } from "../transaction/bulk-insert.ts";
import { listOf, type Sql } from "../transaction/sql.ts";
import type { Column, Statement } from "../transaction/statement.ts";
import { slowDown, type Throttled } from "./slowing.ts";

const CLOSED = CAMPAIGN_STATES.indexOf("closed");
const RUNNING = CAMPAIGN_STATES.indexOf("running");

const HOLD = "select id from campaigns where id = any($1::int[]) order by id for update";
const REOPEN = `update campaigns set state = ${RUNNING} where id = any($1::int[]) and state = ${CLOSED}`;

const PROVEN = `update providers set faults = 0, is_probing = 0, closed_until = 0
  where provider = any($1::int[]) and is_probing = 1`;

/** A fault counts once a closing: those that were under way with the first say nothing new. */
const CLOSE = `insert into providers as p (provider, closed_until, reason, faults)
  select provider, $1::bigint + hold, reason, fault
  from unnest($2::int[], $3::bigint[], $4::text[], $5::int[]) u (provider, hold, reason, fault) where true
  on conflict (provider) do update set reason = excluded.reason,
  closed_until = greatest(p.closed_until, case when excluded.faults = 1 and p.is_probing = 1
    then greatest(excluded.closed_until, $1::bigint
      + least((excluded.closed_until - $1::bigint) * (1 << least(p.faults, ${MOST_DOUBLINGS})), ${LONGEST_DOUBLED_MS}))
    else excluded.closed_until end),
  faults = case when excluded.faults = 1 and (p.faults = 0 or p.is_probing = 1) then p.faults + 1 else p.faults end,
  is_probing = case when excluded.faults = 1 then 0 else p.is_probing end`;

/** Why nothing is claimed for a provider for a while. */
export interface Closing {
  readonly forMs: number;
  readonly reason: string;
  /** Its account is why. */
  readonly isFault: boolean;
  /** Its far end is at its limit. */
  readonly throttle?: Throttled | undefined;
}

/** What a transaction writes beside people, attempts, events and counters. */
export class SideWrites {
  readonly #sql: Sql;
  readonly #now: number;
  readonly #inserts = new Map<string, BulkInsert>();
  readonly #closing = new Map<number, Closing>();
  readonly #proven = new Set<number>();
  readonly #reopened = new Set<number>();

  constructor(sql: Sql, now: number) {
    this.#sql = sql;
    this.#now = now;
  }

  /** Rows for a table, gathered and written with everything else. The columns of a table are always the same. */
  into(table: string, columns: readonly Column[]): BulkInsert {
    const known = this.#inserts.get(table);
    if (known !== undefined) return known;
    const insert = new BulkInsert(table, columns);
    this.#inserts.set(table, insert);
    return insert;
  }

  /** Nothing is claimed for this provider before `until`: a hold with a name. */
  closeProvider(provider: number, { forMs, reason, isFault, throttle }: Closing): void {
    const known = this.#closing.get(provider);
    this.#closing.set(provider, {
      forMs: Math.max(forMs, known?.forMs ?? 0),
      reason,
      isFault: isFault || known?.isFault === true,
      throttle: (throttle?.leftAt ?? 0) > (known?.throttle?.leftAt ?? 0) ? throttle : known?.throttle,
    });
  }

  /** What was settled in this transaction closes the provider. */
  isClosing(provider: number): boolean {
    return this.#closing.has(provider);
  }

  /** Lowers the rates of providers that throttle us. */
  async settleThrottles(): Promise<void> {
    for (const [provider, { throttle, forMs }] of [...this.#closing].sort(([a], [b]) => a - b)) {
      if (throttle !== undefined)
        await slowDown(this.#sql, this.#now, provider, { holdMs: forMs, ...throttle });
    }
  }

  /** The message that tried a provider, if this was it, has shown that its account works again. */
  proveAccount(provider: number): void {
    this.#proven.add(provider);
  }

  /** A closed campaign in which somebody is open again goes on. */
  reopenCampaign(campaign: number): void {
    this.#reopened.add(campaign);
  }

  /**
   * Takes the campaigns' rows before anything is written: whoever closes a finished campaign holds the same row and
   * counts again, so that nobody is open in a closed campaign.
   */
  async settleCampaigns(): Promise<void> {
    if (this.#reopened.size === 0) return;
    const campaigns = listOf([...this.#reopened]);
    await this.#sql.rows(HOLD, campaigns);
    await this.#sql.run(REOPEN, campaigns);
    this.#reopened.clear();
  }

  write(statement: Statement): void {
    for (const insert of this.#inserts.values()) insert.write(statement);
    const proven = [...this.#proven].filter((provider) => !this.#closing.has(provider));
    this.#proven.clear();
    if (proven.length > 0) statement.part(PROVEN, listOf(proven));
    if (this.#closing.size === 0) return;
    const closing = [...this.#closing].sort(([a], [b]) => a - b);
    this.#closing.clear();
    statement.part(
      CLOSE,
      this.#now,
      listOf(closing.map(([provider]) => provider)),
      listOf(closing.map(([, { forMs }]) => Math.ceil(forMs))),
      listOf(closing.map(([, { reason }]) => reason)),
      listOf(closing.map(([, { isFault }]) => Number(isFault))),
    );
  }
}
