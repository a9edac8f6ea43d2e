import { ATTEMPT, allowedRate } from "@relance/rules";
import type { Budget, BudgetChange, ChargeItem, ChargeStatus, PermitAnswer, PermitInput } from "@relance/spec";
import type { AttemptRow } from "../rows/attempt-facts.ts";
import { budgetHold, holdBudgets, toBudget, withChange } from "../rows/budgets.ts";
import { SLOW_COLUMNS, slowedPaceIn } from "../rows/queue-pace.ts";
import { foundOrAdded, pluck, type StoredRow } from "../rows/sql.ts";
import type { Transactions, Work } from "../work/work.ts";
import { control } from "./control.ts";

/** Unused permits expire after this time, so that a process that was suspended cannot send a burst. */
const VOID_AFTER_MS = 150;
/** A call gets at most the permits of this many milliseconds. */
export const AT_ONCE_MS = 100;

const SLOWED = `select ${SLOW_COLUMNS} from providers where provider = (select id from strings where text = $1)`;
const BEGIN = "insert into permits (name) values ($1) on conflict do nothing";
const HOLD = 'select next_at as "nextAt" from permits where name = $1 for update';
const SAVE = "update permits set next_at = $2 where name = $1";

export interface Slots {
  readonly name: string;
  readonly wanted: number;
  readonly intervalMs: number;
  readonly savedMs: number;
}

type TakeSlots = (work: Work, slots: Slots) => Promise<PermitAnswer | undefined>;

/** Grants permits of a rate that all workers share. In a period T, it grants at most rate × (T + 0.1 s + `savedMs`). */
export async function permitOver(
  transactions: Transactions,
  input: PermitInput,
  take: TakeSlots = takeSlots,
): Promise<PermitAnswer> {
  const { provider: name, perSecond, wanted, savedMs = VOID_AFTER_MS } = input;
  const permit = async (work: Work): Promise<PermitAnswer> => {
    const rate = allowedRate(slowedPaceIn(work.opening[0]?.[0]), perSecond, work.now);
    if (rate === undefined) return { granted: Math.max(0, wanted), waitMs: 0 };
    const slots = { name, wanted, intervalMs: 1_000 / rate, savedMs };
    const begin = () => work.sql.run(BEGIN, name);
    return foundOrAdded(() => take(work, slots), begin);
  };
  return transactions.write(permit, { opening: (_, sql) => [() => sql.rows(SLOWED, name)] });
}

async function takeSlots({ sql, now }: Work, { name, wanted, intervalMs, savedMs }: Slots) {
  const held = await sql.one<StoredRow<"nextAt">>(HOLD, name);
  if (held === undefined) return undefined;
  const { nextAt: stored } = held;
  const isSetBack = stored > now + intervalMs + AT_ONCE_MS; // no permit is so far ahead, so the clock was set back
  const next = Math.max(isSetBack ? now : stored, now - savedMs);
  if (next > now || wanted <= 0) return { granted: 0, waitMs: Math.max(0, Math.ceil(next - now)) };
  const due = Math.floor((now - next) / intervalMs) + 1;
  const granted = Math.min(wanted, due + Math.floor(AT_ONCE_MS / intervalMs));
  const nextAt = next + granted * intervalMs;
  await sql.run(SAVE, name, nextAt);
  return { granted, waitMs: Math.max(0, Math.ceil(nextAt - now)) };
}

const MOVE = "update budgets set micros = $1, changes = $2, wanted = null where campaign = $3";

/** Sets the limit and releases recipients who wait for budget. If the limit is still too low, they stop again. */
export async function budget(
  work: Work,
  { campaign, micros: moved, actor, reason }: BudgetChange,
): Promise<Budget | undefined> {
  const known = (await holdBudgets(work.sql, [campaign])).get(campaign);
  if (known === undefined) return undefined;
  const micros = moved ?? known.micros;
  const change = { at: work.now, actor, reason, micros };
  const changes = moved === undefined ? known.changes : withChange(known.changes, change);
  await work.sql.run(MOVE, micros, changes, campaign);
  await control(work, [{ campaign, source: "budget", gate: "open", actor, reason }]);
  work.log.addCampaign(campaign, "campaign.steered", await work.order({ actor, reason }));
  return toBudget({ ...known, micros, wanted: null, changes });
}

const ATTEMPTS = `select id, campaign, enrollment, state, micros is not null as "isKnown" from attempts
  where id = any($1::bigint[]) order by id for no key update`;
const CHARGE = `update attempts as a set micros = u.micros from unnest($1::bigint[], $2::bigint[]) u (id, micros)
  where a.id = u.id`;
const SPEND = `update budgets as b set spent = u.spent from unnest($1::int[], $2::bigint[]) u (campaign, spent)
  where b.campaign = u.campaign`;
const WANTED = `update budgets as b set wanted = least(coalesce(b.wanted, u.wanted), u.wanted)
  from unnest($1::int[], $2::bigint[]) u (campaign, wanted) where b.campaign = u.campaign`;
const QUEUES = `select distinct l.campaign, l.step, w.text as planned from enrollments e join queues l on l.id = e.queue
  join strings w on w.id = l.planned where e.id = any($1::bigint[]) order by 1, 2, 3`;

type Charged = Pick<AttemptRow, "id" | "campaign" | "enrollment" | "state"> & { readonly isKnown: boolean | number };

/** Charges messages before they are sent. A message that exceeds its budget is refused, and its queue is held. */
export async function charge(work: Work, items: readonly ChargeItem[]): Promise<readonly ChargeStatus[]> {
  const ids = items.map(({ attemptId }) => work.context.attemptIds.numberOf(attemptId) ?? 0);
  const attempts = new Map((await work.sql.all<Charged>(ATTEMPTS, ids)).map((row) => [row.id, row]));
  const campaigns = [...new Set([...attempts.values()].map(({ campaign }) => campaign))];
  const budgets = await holdBudgets(work.sql, campaigns);
  const spent = new Map([...budgets].map(([campaign, row]) => [campaign, row.spent]));
  const added: { readonly id: number; readonly micros: number }[] = [];
  const over: number[] = [];
  const wanted = new Map<number, number>();
  const statuses = items.map(({ micros }, place): ChargeStatus => {
    const id = ids[place] ?? 0;
    const attempt = attempts.get(id);
    if (attempt?.state !== ATTEMPT.submitting) return "stale";
    const { campaign, enrollment, isKnown } = attempt;
    const budget = budgets.get(campaign);
    if (budget === undefined || isKnown || added.some((one) => one.id === id)) return "charged";
    const sum = (spent.get(campaign) ?? 0) + micros;
    if (sum > budget.micros) {
      over.push(enrollment);
      wanted.set(campaign, Math.min(micros, wanted.get(campaign) ?? micros));
      return "over";
    }
    spent.set(campaign, sum);
    added.push({ id, micros });
    return "charged";
  });
  if (added.length > 0) {
    await work.sql.run(CHARGE, pluck(added, "id"), pluck(added, "micros"));
    await work.sql.run(SPEND, [...spent.keys()], [...spent.values()]);
  }
  if (over.length > 0) {
    await work.sql.run(WANTED, [...wanted.keys()], [...wanted.values()]);
    const queues = await work.sql.all<Parameters<typeof budgetHold>[0]>(QUEUES, over);
    const changes = queues.flatMap((queue) => {
      const budget = budgets.get(queue.campaign);
      return budget === undefined ? [] : [budgetHold(queue, budget, work.now)];
    });
    await control(work, changes);
  }
  return statuses;
}
