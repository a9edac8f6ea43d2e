import {
  ATTEMPT,
  attemptStateOf,
  isThrottle,
  providerHoldMs,
  settle as settleRule,
  signOf,
} from "@relance/rules";
import type { AttemptOutcome, SettleStatus } from "@relance/spec";
import {
  type AttemptFacts,
  before,
  bitsAfter,
  channelName,
  type HotRow,
  isHolding,
  nameOf,
  provenState,
} from "@relance/store";
import { isOfForgotten } from "../erasing/clear-inbox.ts";
import { adoptUnmatched } from "../inbox/matching.ts";
import { LOOKUP } from "../people/lookups.ts";
import { readHot } from "../people/row.ts";
import { suppressContact } from "../suppressions/suppressing.ts";
import type { Work } from "../transaction/work.ts";
import { changeAttempt, readAttempt } from "./attempts.ts";
import { closeProvider, noteFailure, noteSuccess } from "./providers.ts";
import { slowDown } from "./slowing.ts";

const STORE_REF = "update attempts set ref = ? where id = ?";
const STORE_ERROR = "update attempts set error = ?, vendor_error = ? where id = ?";
const CAPTURE =
  "insert into outbox (attempt, at, provider, channel, address, content) values (?, ?, ?, ?, ?, ?)";

/** Takes what workers know about their attempts: evidence always, the person's move only behind the fence. */
export function settleAll(work: Work, outcomes: readonly AttemptOutcome[]): SettleStatus[] {
  return outcomes.map((outcome) => settleOne(work, outcome));
}

function settleOne(work: Work, outcome: AttemptOutcome): SettleStatus {
  const number = work.context.attemptIds.numberOf(outcome.attemptId);
  const attempt = number === undefined ? undefined : readAttempt(work.sql, number);
  if (attempt === undefined) return "unknown-attempt";
  const isNewRef = outcome.ref !== undefined && attempt.ref === null;
  const ref = isNewRef ? keptRef(work, attempt, outcome) : undefined;
  if (ref !== undefined) keepRef(work, attempt, ref);
  const status = applyOutcome(work, attempt, outcome);
  if (ref !== undefined) {
    if (status === "repeated" || status === "recorded") work.sql.run(STORE_REF, ref, attempt.id);
    adoptUnmatched(work, attempt, outcome.ref);
  }
  return status;
}

/** Of somebody who was forgotten meanwhile no id is kept that names them. */
function keptRef(work: Work, attempt: AttemptFacts, { ref, refName }: AttemptOutcome): string | undefined {
  return refName !== undefined && isOfForgotten(work, attempt.enrollment) ? refName : ref;
}

/** Receipts may name the provider's own id alone. */
function keepRef(work: Work, attempt: AttemptFacts, ref: string): void {
  work.context.lookups.add(LOOKUP.ref, ref, attempt.id);
  attempt.ref = ref; // written with the outcome
}

function applyOutcome(work: Work, attempt: AttemptFacts, outcome: AttemptOutcome): SettleStatus {
  const state = attemptStateOf(outcome.kind);
  if (attempt.state === state) return "repeated";
  const isUndecided = attempt.state === ATTEMPT.submitting || attempt.state === ATTEMPT.uncertain;
  if (!isUndecided) return contradict(work, attempt, outcome, state);
  if (outcome.errorCode !== undefined || outcome.vendorCode !== undefined) keepError(work, attempt, outcome);
  const row = readHot(work.sql, attempt.enrollment);
  const isHeld = row !== undefined && isHolding(row, attempt);
  const proven = provenState({ ...attempt, state }, attempt.bits);
  changeAttempt(work, attempt, proven.state, bitsAfter(attempt, outcome), proven.contrary);
  aside(work, attempt, outcome);
  if (row === undefined) return "recorded";
  const was = before(row);
  const named = { ...nameOf(attempt), content: outcome.content };
  if (isHeld) {
    const change = settleRule(row, work.version(row).plan, outcome, work.now);
    work.save(row, was, change, named);
    if (outcome.errorCode === "provider/opted-out") optOutEverywhere(work, row, attempt);
    return "applied";
  }
  work.save(row, was, { events: [{ kind: `attempt.${outcome.kind}`, cause: "none" }] }, named);
  return "recorded";
}

/** The attempt is decided: only "it was taken" still says something new, and is never lost. */
function contradict(work: Work, attempt: AttemptFacts, outcome: AttemptOutcome, state: number): SettleStatus {
  if (state === ATTEMPT.accepted) {
    changeAttempt(work, attempt, ATTEMPT.accepted, bitsAfter(attempt, outcome), true);
    aside(work, attempt, outcome);
  }
  return "recorded";
}

function keepError(work: Work, attempt: AttemptFacts, { errorCode, vendorCode }: AttemptOutcome): void {
  const error = errorCode === undefined ? null : work.word(errorCode);
  const vendor = vendorCode === undefined ? null : work.word(vendorCode);
  work.sql.run(STORE_ERROR, error, vendor, attempt.id);
}

/** What an outcome means for others than this person. */
function aside(work: Work, attempt: AttemptFacts, outcome: AttemptOutcome): void {
  const { errorCode } = outcome;
  const isKept = outcome.captured !== undefined && !isOfForgotten(work, attempt.enrollment);
  const captured = isKept ? outcome.captured : undefined;
  const holdMs = providerHoldMs(outcome);
  if (holdMs !== undefined) {
    const isFault = outcome.accountFault === true;
    const reason = errorCode ?? "deferred";
    closeProvider(work, attempt.provider, { forMs: holdMs, reason, isFault, isAccount: isFault });
    if (isThrottle(outcome)) {
      const { perSecond } = outcome;
      slowDown(work, attempt.provider, { holdMs, leftAt: attempt.submittedAt, perSecond });
    }
  }
  const sign = signOf(outcome);
  if (sign === "works") noteSuccess(work, attempt.provider);
  else if (sign === "failed") noteFailure(work, attempt.provider, errorCode ?? "provider/bad-response");
  if (captured !== undefined) {
    const { to, content } = captured;
    work.sql.run(
      CAPTURE,
      attempt.id,
      work.now,
      attempt.provider,
      attempt.channel,
      to,
      JSON.stringify(content),
    );
  }
}

/** The far end says that this contact said STOP there: nobody writes to it any more. */
function optOutEverywhere(work: Work, row: HotRow, attempt: AttemptFacts): void {
  const channel = channelName(attempt.channel);
  suppressContact(work, row.id, channel, attempt.contact, {
    reason: "opted-out",
    source: work.context.words.wordOf(attempt.provider),
  });
}
