import { ATTEMPT, attemptStateOf, settle as settleRule } from "@relance/rules";
import type { AttemptOutcome, SettleStatus } from "@relance/spec";
import type { AttemptIds } from "../attempt-ids.ts";
import { bitsAfter, isHolding, provenState } from "../inbox/attempt-facts.ts";
import { adoptUnmatched, Unmatched } from "../inbox/unmatched.ts";
import { isForgotten } from "../people/forgotten.ts";
import { before, nameOf } from "../people/person-changes.ts";
import { isStorable, MAX_ID } from "../storable.ts";
import type { Row, Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { AttemptRows } from "./attempt-rows.ts";
import type { AttemptRow } from "./attempts.ts";
import { changeAttempt } from "./changing-attempts.ts";
import { capture, closeAfter, optOutEverywhere } from "./settling-aside.ts";

/** Reads what {@link settleAll} needs, with the begin of its transaction. */
export function openSettling(
  sql: Sql,
  outcomes: readonly AttemptOutcome[],
  ids: AttemptIds,
): readonly (() => Promise<Row[]>)[] {
  if (outcomes.length === 0) return [];
  const numbers = outcomes.flatMap(({ attemptId }) => ids.numberOf(attemptId) ?? []);
  const refs = outcomes.flatMap(({ ref }) => ref ?? []);
  return [() => AttemptRows.hold(sql, numbers), () => Unmatched.read(sql, refs)];
}

/** Takes what workers know about their attempts: evidence always, the person's move only behind the fence. */
export async function settleAll(
  work: Work,
  outcomes: readonly AttemptOutcome[],
  [held = [], unadopted = [], drawn = []]: readonly (readonly Row[])[],
): Promise<SettleStatus[]> {
  if (outcomes.length === 0) return [];
  await work.attempts.adopt(held);
  work.log.reserve(drawn);
  const errors = outcomes.flatMap(({ errorCode, vendorCode }) => [errorCode ?? "", vendorCode ?? ""]);
  await work.words.need(errors.filter((word) => word !== ""));
  const unmatched = new Unmatched(unadopted);
  const refused: AttemptRow[] = [];
  const statuses = outcomes.map((outcome) => {
    const number = work.context.attemptIds.numberOf(outcome.attemptId);
    const attempt = number === undefined ? undefined : work.attempts.get(number);
    if (attempt === undefined) return "unknown-attempt";
    const isNewRef = outcome.ref !== undefined && attempt.ref === null && isStorable(outcome.ref, MAX_ID);
    if (isNewRef) keepRef(attempt, outcome.ref ?? null);
    const status = applyOutcome(work, attempt, outcome);
    if (isNewRef) adoptUnmatched(work, attempt, unmatched);
    const isNamed = outcome.refName !== undefined && isForgotten(work.rows.get(attempt.enrollment));
    if (isNewRef && isNamed) keepRef(attempt, outcome.refName ?? null);
    if (status === "applied" && outcome.errorCode === "provider/opted-out") refused.push(attempt);
    return status;
  });
  await work.side.settleFailures(); // before anybody is claimed: whoever answers nobody is closed
  await unmatched.save(work);
  await optOutEverywhere(work, refused);
  return statuses;
}

/** Receipts may name the provider's own id alone. */
function keepRef(attempt: AttemptRow, ref: string | null): void {
  attempt.ref = ref;
  attempt.isChanged = true;
}

function applyOutcome(work: Work, attempt: AttemptRow, outcome: AttemptOutcome): SettleStatus {
  const state = attemptStateOf(outcome.kind);
  if (attempt.state === state) return "repeated";
  const isUndecided = attempt.state === ATTEMPT.submitting || attempt.state === ATTEMPT.uncertain;
  if (!isUndecided) return contradict(work, attempt, outcome, state);
  keepError(work, attempt, outcome);
  const row = work.rows.get(attempt.enrollment);
  const isHeld = row !== undefined && isHolding(row, attempt);
  const proven = provenState({ state }, attempt.bits);
  changeAttempt(work, attempt, proven.state, bitsAfter(attempt, outcome), proven.contrary);
  aside(work, attempt, outcome);
  if (row === undefined) return "recorded";
  const was = before(row);
  const named = { ...nameOf(attempt), content: outcome.content };
  if (isHeld) {
    work.save(row, was, settleRule(row, work.version(row).plan, outcome, work.now), named);
    return "applied";
  }
  work.save(row, was, { events: [{ kind: `attempt.${outcome.kind}`, cause: "none" }] }, named);
  return "recorded";
}

/** The attempt is decided: only "it was taken" still says something new, and is never lost. */
function contradict(work: Work, attempt: AttemptRow, outcome: AttemptOutcome, state: number): SettleStatus {
  if (state === ATTEMPT.accepted) {
    changeAttempt(work, attempt, ATTEMPT.accepted, bitsAfter(attempt, outcome), true);
    aside(work, attempt, outcome);
  }
  return "recorded";
}

function keepError(work: Work, attempt: AttemptRow, { errorCode, vendorCode }: AttemptOutcome): void {
  if (errorCode) attempt.error = work.word(errorCode);
  if (vendorCode) attempt.vendorError = work.word(vendorCode);
}

/** What an outcome means for others than this person. */
function aside(work: Work, attempt: AttemptRow, outcome: AttemptOutcome): void {
  closeAfter(work, attempt, outcome);
  const isKept = outcome.captured !== undefined && !isForgotten(work.rows.get(attempt.enrollment));
  if (isKept) capture(work, attempt, outcome.captured);
}
