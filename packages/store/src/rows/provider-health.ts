import {
  afterFailures,
  afterSuccess,
  EVIDENCE_BIT,
  FAILURES_IN_A_ROW,
  FAULT_MS,
  isSilent,
  LONGEST_DOUBLED_MS,
  MEASURED_MS,
  MOST_DOUBLINGS,
  throttledPace,
} from "@relance/rules";
import { LATELY_MS } from "./closed-walks.ts";
import { SLOW_COLUMNS, type SlowedRow, slowedPace } from "./queue-pace.ts";
import type { Column, Sql, StoredRow, Value } from "./sql.ts";
import { BulkInsert, type Statement } from "./statement.ts";
import { stateNumbers } from "./versions.ts";

/** SQL: locks a provider's row and reads these columns, so that the next worker sees what this transaction writes. */
const held = (columns: string) => `insert into providers as p (provider) values ($1)
  on conflict (provider) do update set failures = p.failures returning ${columns}`;

const HOLD_PACE = held(SLOW_COLUMNS);

const SAVE_PACE = `update providers set slow_rate = $2, slow_step = $3, slow_top = $4, slow_from = $5, slow_since = $6
  where provider = $1`;

const MEASURE = `select count(*)::float8 as sent from attempts
  where submitted_at > $2 and provider = $1 and (bits & ${EVIDENCE_BIT.captured}) = 0`;

interface Throttled {
  readonly leftAt: number;
  readonly perSecond?: number | undefined;
}

async function slowDown(
  sql: Sql,
  now: number,
  provider: number,
  { holdMs, leftAt, perSecond }: Throttled & { readonly holdMs: number },
): Promise<void> {
  const held = await sql.one<SlowedRow>(HOLD_PACE, provider);
  const count = () => sql.one<StoredRow<"sent">>(MEASURE, provider, now - MEASURED_MS);
  const left = perSecond === undefined ? await count() : undefined;
  const measured = () => (left?.sent ?? 0) / (MEASURED_MS / 1_000);
  const pace = throttledPace(slowedPace(held), { now, holdMs, leftAt, perSecond, measured });
  await sql.run(SAVE_PACE, provider, pace.perSecond, pace.step, pace.top, Math.ceil(pace.from), pace.since);
}

const HOLD_FAILURES = held(`failures, faults, is_probing as "isProbing", reason`);

type FailingRow = StoredRow<"failures" | "faults" | "isProbing", never, "reason">;

const SAVE_FAILURES = `update providers set failures = $2, faults = $3, is_probing = $4,
  closed_until = case when $3 < faults then 0 else closed_until end where provider = $1`;

interface Failures {
  readonly count: number;
  readonly code: string;
}

async function countFailures(
  sql: Sql,
  provider: number,
  { count, code, hasWorked }: Failures & { readonly hasWorked: boolean },
): Promise<string | undefined> {
  const held = (await sql.one<FailingRow>(HOLD_FAILURES, provider)) as FailingRow;
  const before = { ...held, isProbing: held.isProbing === 1 };
  const { failing, closes } = afterFailures(hasWorked ? afterSuccess(before) : before, count);
  await sql.run(SAVE_FAILURES, provider, failing.failures, failing.faults, Number(failing.isProbing));
  if (!closes) return undefined;
  return isSilent(failing) ? code : (held.reason ?? code);
}

const HOLD = "select id from campaigns where id = any($1::int[]) order by id for update";
const REOPEN = `update campaigns set state = ${stateNumbers("running")}
  where id = any($1::int[]) and state = ${stateNumbers("closed")}`;

const IS_OPENED = `(is_probing = 1 or failures >= ${FAILURES_IN_A_ROW})`;
const WORKS = `update providers set failures = 0, is_probing = 0,
  faults = case when ${IS_OPENED} then 0 else faults end,
  closed_until = case when ${IS_OPENED} then 0 else closed_until end,
  faulty_since = case when ${IS_OPENED} or faults = 0 then 0 else faulty_since end where provider = any($1::int[])`;
const WORKING = `${WORKS} and (is_probing = 1 or failures > 0 or (faults = 0 and faulty_since > 0))`;
const TAKEN = `${WORKS} and failures > 0`;
const NOT_TRIED = `update providers set is_probing = 0, closed_until = $2::bigint
  where provider = any($1::int[]) and is_probing = 1`;

/**
 * Pauses a provider. A fault of a paused provider counts once, even if many parallel sends report it. Throttling is
 * continuous if each throttled answer comes soon after the last and nothing was accepted in between.
 */
const CLOSE = `insert into providers as p (provider, closed_until, reason, faults, faulty_since)
  select provider, $1::bigint + hold, reason, fault, $1::bigint
  from unnest($2::int[], $3::bigint[], $4::text[], $5::int[]) u (provider, hold, reason, fault) where true
  on conflict (provider) do update set reason = excluded.reason,
  closed_until = greatest(p.closed_until, case when excluded.faults = 1 and p.is_probing = 1
    then greatest(excluded.closed_until, $1::bigint
      + least((excluded.closed_until - $1::bigint) * (1 << least(p.faults, ${MOST_DOUBLINGS})), ${LONGEST_DOUBLED_MS}))
    else excluded.closed_until end),
  faulty_since = case when p.faults > 0 then p.faulty_since
    when excluded.faults = 1 or p.faulty_since = 0 or p.closed_until < $1::bigint - ${LATELY_MS} or p.provider = any($7::int[])
    then excluded.faulty_since else p.faulty_since end,
  faults = case when excluded.faults = 1 and (p.faults = 0 or p.is_probing = 1) then p.faults + 1 else p.faults end,
  is_probing = case when excluded.faults = 1 then 0 else p.is_probing end,
  failures = case when p.provider = any($6::int[]) then 0 else p.failures end`;

export interface Closing {
  readonly forMs: number;
  readonly reason: string;
  /** True if the provider must be probed before it sends again. */
  readonly isFault: boolean;
  /** True if the provider refuses the account; false if it does not answer. */
  readonly isAccount: boolean;
  readonly throttle?: Throttled | undefined;
}

export class ProviderHealth {
  readonly #sql: Sql;
  readonly #now: number;
  readonly #inserts = new Map<string, BulkInsert>();
  readonly #closing = new Map<number, Closing>();
  readonly #working = new Set<number>();
  /** All providers that worked in this transaction, including those that are already written. */
  readonly #worked = new Set<number>();
  readonly #taken = new Set<number>();
  readonly #notTried = new Set<number>();
  readonly #failed = new Map<number, Failures>();
  readonly #reopened = new Set<number>();

  constructor(sql: Sql, now: number) {
    this.#sql = sql;
    this.#now = now;
  }

  into(table: string, columns: readonly Column[]): BulkInsert {
    const known = this.#inserts.get(table);
    if (known !== undefined) return known;
    const insert = new BulkInsert(table, columns);
    this.#inserts.set(table, insert);
    return insert;
  }

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

  isClosing(provider: number): boolean {
    return this.#closing.has(provider);
  }

  async settleThrottles(): Promise<void> {
    for (const [provider, { throttle, forMs }] of [...this.#closing].sort(([a], [b]) => a - b)) {
      if (throttle !== undefined) await slowDown(this.#sql, this.#now, provider, { holdMs: forMs, ...throttle });
    }
  }

  /** Records that the provider works: it accepted a message, or rejected its recipient. */
  works(provider: number): void {
    this.#working.add(provider);
    this.#worked.add(provider);
    this.#failed.delete(provider);
  }

  /** Records that a receipt proves an accepted message. Such a receipt does not prove that the account still works. */
  hasTaken(provider: number): void {
    this.#taken.add(provider);
  }

  /** Records that a message was not sent. If the message was a probe, the next message becomes the probe. */
  hasNotTried(provider: number): void {
    this.#notTried.add(provider);
  }

  /** Records that the provider did not answer, or refused a valid message. */
  failed(provider: number, code: string): void {
    this.#failed.set(provider, { count: (this.#failed.get(provider)?.count ?? 0) + 1, code });
  }

  async settleFailures(): Promise<void> {
    for (const [provider, failures] of [...this.#failed].sort(([a], [b]) => a - b)) {
      const hasWorked = this.#working.delete(provider);
      const reason = await countFailures(this.#sql, provider, { ...failures, hasWorked });
      if (reason !== undefined)
        this.closeProvider(provider, { forMs: FAULT_MS, reason, isFault: true, isAccount: false });
    }
    this.#failed.clear();
  }

  reopenCampaign(campaign: number): void {
    this.#reopened.add(campaign);
  }

  /**
   * Locks the campaigns' rows before anything is written. A process that closes a finished campaign locks the same row
   * and counts again, so that a closed campaign has no open recipient.
   */
  async settleCampaigns(): Promise<void> {
    if (this.#reopened.size === 0) return;
    const campaigns = [...this.#reopened];
    await this.#sql.rows(HOLD, campaigns);
    await this.#sql.run(REOPEN, campaigns);
    this.#reopened.clear();
  }

  write(statement: Statement): void {
    for (const insert of this.#inserts.values()) insert.write(statement);
    for (const provider of this.#working) this.#taken.delete(provider);
    for (const provider of [...this.#working, ...this.#taken]) this.#notTried.delete(provider);
    this.#open(statement, this.#working, WORKING);
    this.#open(statement, this.#taken, TAKEN);
    this.#open(statement, this.#notTried, NOT_TRIED, this.#now);
    if (this.#closing.size === 0) return;
    const closing = [...this.#closing].sort(([a], [b]) => a - b);
    this.#closing.clear();
    statement.part(
      CLOSE,
      this.#now,
      closing.map(([provider]) => provider),
      closing.map(([, { forMs }]) => Math.ceil(forMs)),
      closing.map(([, { reason }]) => reason),
      closing.map(([, { isFault }]) => Number(isFault)),
      closing.flatMap(([provider, { isAccount }]) => (isAccount ? [provider] : [])),
      [...this.#worked],
    );
  }

  #open(statement: Statement, found: Set<number>, text: string, ...values: Value[]): void {
    const open = [...found].filter((provider) => !this.#closing.has(provider));
    found.clear();
    if (open.length > 0) statement.part(text, open, ...values);
  }
}
