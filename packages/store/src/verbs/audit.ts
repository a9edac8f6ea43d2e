import { ATTEMPT, FAILURES_IN_A_ROW, STATE } from "@relance/rules";
import type { AuditAnswer, AuditFinding, PageInput } from "@relance/spec";
import { isClockStepping } from "../moves/clock-step.ts";
import { hasCarrier, liveWorkers, uncarried, unclosedQueues } from "../moves/live-workers.ts";
import { evidenceNumber } from "../rows/attempt-facts.ts";
import { steadyNow } from "../rows/clocks.ts";
import { COUNTER } from "../rows/counters.ts";
import { MOVED_BY_TIME, readyIn } from "../rows/hot-row.ts";
import { FOLD } from "../rows/inbox-facts.ts";
import { ALL_RELEASED, GATE } from "../rows/queue-holds.ts";
import { watermark } from "../rows/receiver-downtime.ts";
import { pluck, type Row, type StoredRow, type Value } from "../rows/sql.ts";
import { LIVE_STATES, stateNumbers } from "../rows/versions.ts";
import type { Work } from "../work/work.ts";

const PATIENCE_MS = 60_000;
const INBOX_PATIENCE_MS = 5_000;

const IS_SILENT: string = `p.failures >= ${FAILURES_IN_A_ROW}`;

/** The audit stops counting here, because a higher number would raise the same alarm. */
const UP_TO = 10_000;
const OVERDUE = `select 1 from enrollments where ${MOVED_BY_TIME} and due_at < $1 limit ${UP_TO}`;
const STUCK = `select 1 from inbox where fold = ${FOLD.new} and received_at < $1 limit ${UP_TO}`;
const ABANDONED = `select 1 from attempts a left join workers w on w.id = a.worker
  where a.state = ${ATTEMPT.submitting} and (w.id is null or w.live_until < $1) limit ${UP_TO}`;

const IS_READY = `exists (select 1 from enrollments e where ${readyIn("l.id")}`;
const IS_LATE = `${IS_READY} and e.due_at < $1 and e.send_order < l.released_through)`;

/** SQL: open queues with a due recipient that no worker with free slots has read for a while. */
const STARVED = `select w.text from ${unclosedQueues("$2")} and l.claimed_at < $1 and ${IS_LATE}
  and ${hasCarrier("$3")}`;

/** SQL: open queues with a due recipient whose provider delays them because it does not answer. */
const SILENT = `select distinct w.text from queues l join strings w on w.id = l.provider
  join providers p on p.provider = l.provider and ${IS_SILENT}
  where l.gate = ${GATE.open} and ${IS_LATE}`;

const ANYBODY = `select 1 from ${liveWorkers("$1")} limit 1`;

const live = (gate: string) => `select w.text from queues l join strings w on w.id = l.provider
  join campaigns c on c.id = l.campaign where l.gate ${gate} and c.state in (${stateNumbers(...LIVE_STATES)})`;

const UNREVIEWED = `${live(`<> ${GATE.open}`)} and (l.review_at is null or l.review_at < $1) and ${IS_READY})`;

/** SQL: queues that wait for a first wave that no process evaluates: recipients of later waves would wait forever. */
const UNRELEASED = `${live(`= ${GATE.open}`)} and l.released_through < ${ALL_RELEASED}
  and (l.release_review_at is null or l.release_review_at < $1)
  and ${IS_READY} and e.send_order >= l.released_through)`;

/** Checks that no recipient waits forever: a due time must not pass unless a hold gives a reason. */
async function liveness(work: Work): Promise<AuditFinding[]> {
  const { sql, now, liveNow } = work;
  const lately = now - PATIENCE_MS;
  const isStepping = await isClockStepping(work);
  const isStill = isStepping || (await watermark(work)) < lately;
  const findings: AuditFinding[] = [];
  const counted = async (rule: AuditFinding["rule"], limited: string, before: number, fact: (n: string) => string) => {
    const { n = 0 } = (await sql.one<StoredRow<"n">>(`select count(*) as n from (${limited}) found`, before)) ?? {};
    if (n > 0) findings.push({ rule, fact: fact(n < UP_TO ? `${n}` : `at least ${n}`) });
  };
  const overdue = (names: Iterable<unknown>, fact: (name: unknown) => string) => {
    for (const name of names) findings.push({ rule: "overdue", fact: fact(name) });
  };
  const named = async (text: string, ...values: Value[]) => (await sql.rows(text, ...values)).map(([name]) => name);
  const isOne = (n: string) => (n === "1" ? "recipient is" : "recipients are");
  if (!isStill) await counted("overdue", OVERDUE, lately, (n) => `${n} ${isOne(n)} overdue by a minute`);
  const starved = await named(STARVED, lately, now, liveNow);
  overdue(starved, (name) => `no worker has read the due recipients of ${name} for a minute`);
  const silent = await named(SILENT, lately);
  overdue(silent, (name) => `${name} does not answer, and its recipients are overdue by a minute`);
  const isAnybody = (await sql.row(ANYBODY, liveNow)) !== undefined;
  const due = isAnybody ? await uncarried(sql, now, liveNow) : []; // without a live worker, no process can act
  const late = due.filter(({ dueAt }) => dueAt.getTime() < lately);
  const unowned = new Set(pluck(late, "provider"));
  overdue(unowned, (name) => `no live worker has ${name}, and its recipients are overdue by a minute`);
  const unreviewed = await named(UNREVIEWED, now);
  overdue(unreviewed, (name) => `${name} is paused, and its review time is missing or past`);
  const unreleased = await named(UNRELEASED, now);
  const unreviewedWave = "wait for the first wave, whose review time is missing or past";
  overdue(unreleased, (name) => `most recipients of ${name} ${unreviewedWave}`);
  const before = now - INBOX_PATIENCE_MS;
  await counted("inbox", STUCK, before, (n) => `${n} inbound items were not applied within five seconds`);
  const gone = liveNow - PATIENCE_MS;
  if (!isStepping) await counted("lease", ABANDONED, gone, (n) => `${n} attempts belong to workers that no longer run`);
  return findings;
}

const SOURCE = { people: 0, attempts: 1, counters: 2 } as const;

export const countPeople = (where: string = ""): string => `select ${SOURCE.people} as source, campaign,
    ${COUNTER.states} as kind, 0 as step, 0 as provider, state as a,
    case when state > ${STATE.acknowledged} then cause else 0 end as b, 0 as channel, count(*) as n
  from enrollments ${where} group by campaign, a, b`;

export const countAttempts = (where: string = ""): string => `select ${SOURCE.attempts}, campaign, ${COUNTER.attempts},
    step, provider, state, bits, channel, count(*)
  from attempts ${where} group by campaign, step, provider, state, bits, channel`;

export const COUNTED: string = `select ${SOURCE.counters}, campaign, kind, step, provider, a, b, 0, sum(n)::bigint
  from all_counters c where kind in (${COUNTER.states}, ${COUNTER.attempts}) group by campaign, kind, step, provider, a, b`;

/** Reads rows and counters in one statement, so that both are from the same moment while others write. */
const RECOUNT = `${countPeople()} union all ${countAttempts()} union all ${COUNTED}`;

/** Compares counters with rows: every attempt and every enrollment is in exactly one state. */
export class Recount {
  readonly #counted = new Map<string, number>();
  readonly #told = new Map<string, number>();
  checked = 0;

  add(rows: readonly Row[]): void {
    for (const row of rows) {
      const [source = 0, campaign = 0, kind = 0, step = 0, provider = 0, ...rest] = row as readonly number[];
      const [a = 0, b = 0, channel = 0, n = 0] = rest;
      const evidence = source === SOURCE.attempts ? evidenceNumber(b, channel) : b;
      const key = [campaign, kind, step, provider, a, evidence].join(" ");
      const sums = source === SOURCE.counters ? this.#told : this.#counted;
      sums.set(key, (sums.get(key) ?? 0) + n);
      if (source !== SOURCE.counters) this.checked += n;
    }
  }

  findings(): readonly AuditFinding[] {
    const keys = new Set([...this.#counted.keys(), ...this.#told.keys()]);
    return [...keys].flatMap((key) => {
      const [told, counted] = [this.#told.get(key) ?? 0, this.#counted.get(key) ?? 0];
      if (told === counted) return [];
      return { rule: "sums" as const, fact: `counter ${key} is ${told}, but the rows give ${counted}` };
    });
  }
}

/** Maximum share of a process's time for recounts. */
const SHARE = 0.05;
const SHORT_MS = 50;

/** The page of an audit that checks all due times. */
export const DUE = "due";

export async function audit(work: Work, { cursor }: PageInput): Promise<AuditAnswer> {
  if (cursor === DUE) return { findings: await liveness(work), cursor: undefined, checked: 0 };
  const { recounts, clock } = work.context;
  const from = steadyNow(clock);
  if (from < recounts.againAt) return { findings: [], cursor: DUE, checked: 0 };
  const counted = new Recount();
  counted.add(await work.sql.rows(RECOUNT));
  const tookMs = steadyNow(clock) - from;
  recounts.againAt = tookMs < SHORT_MS ? 0 : from + tookMs / SHARE;
  return { findings: counted.findings(), cursor: DUE, checked: counted.checked };
}
