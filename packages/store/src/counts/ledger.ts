import {
  ATTEMPT_STATES,
  type AttemptCount,
  CAUSES,
  dateOf,
  ENROLLMENT_STATES,
  type EnrollmentState,
  EVIDENCE,
  type Ledger,
  UNREACHED_STATES,
} from "@relance/spec";
import { CAMPAIGN_STATES } from "../campaigns/versions.ts";
import { type BudgetRow, budgetOf } from "../lanes/budgets.ts";
import { COUNTER, LINE, TOTAL } from "./counters.ts";

export interface CampaignRow {
  readonly id: number;
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  readonly state: number;
  /** 0 = nobody moved the deadline. */
  readonly extended: number;
  /** The version it was amended from; 0 = it never was. */
  readonly amended: number;
}

/** One counter; `word` is the provider, reason or answer that it counts. */
export interface CounterRow {
  readonly campaign: number;
  readonly kind: number;
  readonly step: number;
  readonly word: string | null;
  readonly a: number;
  readonly b: number;
  readonly n: number;
}

/** The closed account of one campaign, from its counters alone, and the proof that both sums hold (R15). */
export function ledgerOf(
  campaign: CampaignRow,
  counters: readonly CounterRow[],
  budget?: BudgetRow | undefined,
): Ledger {
  const lines = new Map<number, number>();
  const totals = new Map<number, number>();
  const refusedBy: Record<string, number> = {};
  const unreachedBy: Record<string, number> = {};
  const answers = new Map<string, number>();
  const states = Object.fromEntries(ENROLLMENT_STATES.map((state) => [state, 0])) as Record<
    EnrollmentState,
    number
  >;
  const attempts: AttemptCount[] = [];
  const versions = new Map<number, number>();
  const recalledBy: Record<string, number> = {};
  const unreached = (reason: string, n: number) => {
    unreachedBy[reason] = (unreachedBy[reason] ?? 0) + n;
  };
  for (const { kind, step, word, a, b, n } of counters) {
    const name = word ?? "";
    switch (kind) {
      case COUNTER.lines:
        lines.set(a, n);
        break;
      case COUNTER.totals:
        totals.set(a, n);
        break;
      case COUNTER.refused:
        refusedBy[name] = n;
        unreached(name, n);
        break;
      case COUNTER.settledRefusals:
        unreached(name, -n);
        break;
      case COUNTER.recalled:
        recalledBy[name] = n;
        break;
      case COUNTER.versions:
        versions.set(a, n);
        break;
      case COUNTER.answers:
        answers.set(name, n);
        break;
      case COUNTER.states: {
        const state = ENROLLMENT_STATES[a] ?? "pending";
        states[state] += n;
        if (UNREACHED_STATES.includes(state)) unreached(CAUSES[b] ?? "none", n);
        break;
      }
      case COUNTER.attempts:
        attempts.push({
          step,
          provider: name,
          state: ATTEMPT_STATES[a] ?? "submitting",
          evidence: EVIDENCE[b] ?? "none",
          count: n,
        });
        break;
      default:
        break;
    }
  }
  const line = (kind: number) => lines.get(kind) ?? 0;
  const total = (kind: number) => totals.get(kind) ?? 0;
  const audience = {
    lines: [...lines.values()].reduce((sum, n) => sum + n, 0),
    enrolled: line(LINE.new),
    repeated: line(LINE.same) + line(LINE.contactChanged) + line(LINE.repeated),
    refused: line(LINE.refused),
    refusedBy,
  };
  const people = Object.values(states).reduce((sum, n) => sum + n, 0);
  const counted = attempts.reduce((sum, { count }) => sum + count, 0);
  const refused = Object.values(refusedBy).reduce((sum, n) => sum + n, 0);
  const { id, tenant, name, occurrence, state, extended, amended } = campaign;
  return {
    campaign: id,
    tenant,
    name,
    occurrence,
    state: CAMPAIGN_STATES[state] ?? "draft",
    extendedTo: extended === 0 ? undefined : dateOf(extended),
    versions: amended === 0 ? [] : peopleOf(versions, amended, audience.enrolled),
    audience,
    states,
    late: total(TOTAL.late),
    unreachedBy: Object.fromEntries(Object.entries(unreachedBy).filter(([, n]) => n !== 0)),
    recalledBy,
    answers: Object.fromEntries(answers),
    attempts,
    totals: {
      attempts: total(TOTAL.attempts),
      supersededInFlight: total(TOTAL.superseded),
      contradictory: total(TOTAL.contradictory),
      unreconciled: total(TOTAL.unreconciled),
      compressed: total(TOTAL.compressed),
      skipped: total(TOTAL.skipped),
    },
    ...(budget === undefined ? {} : { budget: budgetOf(budget) }),
    holds:
      people === audience.enrolled &&
      counted === total(TOTAL.attempts) &&
      refused === audience.refused &&
      [...Object.values(states), ...attempts.map(({ count }) => count)].every((n) => n >= 0),
  };
}

/** Whoever never moved has the first version. */
function peopleOf(moved: ReadonlyMap<number, number>, first: number, enrolled: number): Ledger["versions"] {
  const all = new Map(moved).set(first, enrolled + (moved.get(first) ?? 0));
  return [...all].sort(([a], [b]) => a - b).map(([version, people]) => ({ version, people }));
}
