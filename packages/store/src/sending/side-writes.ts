import { FAILURES_IN_A_ROW, FAULT_MS, LONGEST_DOUBLED_MS, MOST_DOUBLINGS } from "@relance/rules";
import { CAMPAIGN_STATES } from "../campaign-states.ts";
import { BulkInsert } from "../transaction/bulk-insert.ts";
import { listOf, type Sql } from "../transaction/sql.ts";
import type { Column, Statement } from "../transaction/statement.ts";
import { countFailures, type Failures } from "./failing.ts";
import { slowDown, type Throttled } from "./slowing.ts";

const CLOSED = CAMPAIGN_STATES.indexOf("closed");
const RUNNING = CAMPAIGN_STATES.indexOf("running");

const HOLD = "select id from campaigns where id = any($1::int[]) order by id for update";
const REOPEN = `update campaigns set state = ${RUNNING} where id = any($1::int[]) and state = ${CLOSED}`;

const IS_OPENED = `(is_probing = 1 or failures >= ${FAILURES_IN_A_ROW})`;
const WORKS = `update providers set failures = 0, is_probing = 0,
  faults = case when ${IS_OPENED} then 0 else faults end,
  closed_until = case when ${IS_OPENED} then 0 else closed_until end where provider = any($1::int[])`;
const WORKING = `${WORKS} and (is_probing = 1 or failures > 0)`;
const TAKEN = `${WORKS} and failures > 0`;

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
  is_probing = case when excluded.faults = 1 then 0 else p.is_probing end,
  failures = case when p.provider = any($6::int[]) then 0 else p.failures end`;

/** Why nothing is claimed for a provider for a while. */
export interface Closing {
  readonly forMs: number;
  readonly reason: string;
  /** It is tried before it opens. */
  readonly isFault: boolean;
  /** Its account is why, and not that it answers nobody. */
  readonly isAccount: boolean;
  /** Its far end is at its limit. */
  readonly throttle?: Throttled | undefined;
}

/** What a transaction writes beside people, attempts, events and counters. */
export class SideWrites {
  readonly #sql: Sql;
  readonly #now: number;
  readonly #inserts = new Map<string, BulkInsert>();
  readonly #closing = new Map<number, Closing>();
  readonly #working = new Set<number>();
  readonly #taken = new Set<number>();
  readonly #failed = new Map<number, Failures>();
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
  closeProvider(provider: number, { forMs, reason, isFault, isAccount, throttle }: Closing): void {
    const known = this.#closing.get(provider);
    this.#closing.set(provider, {
      forMs: Math.max(forMs, known?.forMs ?? 0),
      reason,
      isFault: isFault || known?.isFault === true,
      isAccount: isAccount || known?.isAccount === true,
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

  /** It took a message, or judged its receiver. */
  works(provider: number): void {
    this.#working.add(provider);
    this.#failed.delete(provider);
  }

  /** A receipt tells of a message that it took without an answer. That is no word about an account that refuses. */
  hasTaken(provider: number): void {
    this.#taken.add(provider);
  }

  /** It did not answer, or refused for no reason of the message's. */
  failed(provider: number, code: string): void {
    this.#failed.set(provider, { count: (this.#failed.get(provider)?.count ?? 0) + 1, code });
  }

  /** Counts those that failed last, and closes whoever answers nobody. */
  async settleFailures(): Promise<void> {
    for (const [provider, failures] of [...this.#failed].sort(([a], [b]) => a - b)) {
      const hasWorked = this.#working.delete(provider);
      const reason = await countFailures(this.#sql, provider, { ...failures, hasWorked });
      if (reason !== undefined)
        this.closeProvider(provider, { forMs: FAULT_MS, reason, isFault: true, isAccount: false });
    }
    this.#failed.clear();
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
    for (const provider of this.#working) this.#taken.delete(provider);
    this.#open(statement, this.#working, WORKING);
    this.#open(statement, this.#taken, TAKEN);
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
      listOf(closing.flatMap(([provider, { isAccount }]) => (isAccount ? [provider] : []))),
    );
  }

  /** Providers that work, where that is news. */
  #open(statement: Statement, found: Set<number>, text: string): void {
    const working = [...found].filter((provider) => !this.#closing.has(provider));
    found.clear();
    if (working.length > 0) statement.part(text, listOf(working));
  }
}
