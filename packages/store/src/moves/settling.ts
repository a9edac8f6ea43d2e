import {
  ATTEMPT,
  attemptStateAfter,
  isOurs,
  isSent,
  isThrottle,
  providerHoldMs,
  providerSignal,
  settle as settleRule,
} from "@relance/rules";
import { type AttemptOutcome, channelNumbered, OPTED_OUT, type SettleStatus } from "@relance/spec";
import {
  type AttemptRow,
  bitsAfter,
  changeAttempt,
  countSegments,
  isHolding,
  provenState,
} from "../rows/attempt-facts.ts";
import type { AttemptIds } from "../rows/attempt-ids.ts";
import { AttemptRows } from "../rows/attempt-rows.ts";
import { contactPlace } from "../rows/contacts.ts";
import { isForgotten } from "../rows/forgotten.ts";
import { isStorable, MAX_ID } from "../rows/inbox-facts.ts";
import { attemptName } from "../rows/person-changes.ts";
import { type Row, type Sql, splitColumns } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";
import { returnToMissedSteps } from "./changing-contacts.ts";
import { InboundBatch, suppressDigest } from "./inbound-batch.ts";
import { HAS_PROVIDER, liveWorkers } from "./live-workers.ts";
import { adoptUnmatched, Unmatched } from "./receipt-folding.ts";

const OUTBOX = splitColumns("attempt bigint, at bigint, provider int, channel smallint, address text, content text");

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

/** Stores the outcomes of attempts as evidence. Changes a recipient's row only while the row waits for the attempt. */
export async function settleAll(
  work: Work,
  reported: readonly AttemptOutcome[],
  [held = [], unadopted = [], drawn = []]: readonly (readonly Row[])[],
): Promise<SettleStatus[]> {
  if (reported.length === 0) return [];
  await work.attempts.adopt(held);
  work.log.reserve(drawn);
  const outcomes = await leaveToOthers(work, reported);
  const errors = outcomes.flatMap(({ errorCode, vendorCode }) => [errorCode ?? "", vendorCode ?? ""]);
  await work.strings.need(errors.filter((word) => word !== ""));
  const unmatched = new Unmatched(unadopted);
  const refused: AttemptRow[] = [];
  const statuses = outcomes.map((outcome) => {
    const number = work.context.attemptIds.numberOf(outcome.attemptId);
    const attempt = number === undefined ? undefined : work.attempts.get(number);
    if (attempt === undefined) return "unknown-attempt";
    const isNewRef = outcome.ref !== undefined && attempt.ref === null && isStorable(outcome.ref, MAX_ID);
    if (isNewRef) attempt.ref = outcome.ref ?? null;
    const status = applyOutcome(work, attempt, outcome);
    if (isNewRef) adoptUnmatched(work, attempt, unmatched);
    const isNamed = outcome.refName !== undefined && isForgotten(work.rows.get(attempt.enrollment));
    if (isNewRef && isNamed) attempt.ref = outcome.refName ?? null;
    if (status === "applied" && outcome.errorCode === "provider/opted-out") refused.push(attempt);
    return status;
  });
  await returnToMissedSteps(work);
  await work.health.settleFailures(); // a claim must not use a provider that does not answer
  await unmatched.save(work);
  await optOutEverywhere(work, refused);
  return statuses;
}

function applyOutcome(work: Work, attempt: AttemptRow, outcome: AttemptOutcome): SettleStatus {
  const state = attemptStateAfter(outcome.kind);
  if (attempt.state === state) return "repeated";
  const isUndecided = attempt.state === ATTEMPT.submitting || attempt.state === ATTEMPT.uncertain;
  if (!isUndecided) return contradict(work, attempt, outcome, state);
  if (outcome.errorCode) attempt.error = work.stringId(outcome.errorCode);
  if (outcome.vendorCode) attempt.vendorError = work.stringId(outcome.vendorCode);
  if (outcome.segments !== undefined) countSegments(work, attempt, outcome.segments);
  const row = work.rows.get(attempt.enrollment);
  const isHeld = row !== undefined && isHolding(row, attempt);
  const proven = provenState({ state }, attempt.bits);
  changeAttempt(work, attempt, proven.state, bitsAfter(attempt, outcome), proven.contrary);
  aside(work, attempt, outcome);
  if (row === undefined) return "recorded";
  const named = { ...attemptName(attempt), content: outcome.content };
  if (isHeld) {
    work.save(row, settleRule(row, work.version(row).plan, outcome, work.now), named);
    return "applied";
  }
  if (!isSent(attempt)) work.lateResults.add(row);
  work.save(row, { events: [{ kind: `attempt.${outcome.kind}`, cause: "none" }] }, named);
  return "recorded";
}

/** Handles a second outcome of an attempt. Only "accepted" adds information, and is always stored. */
function contradict(work: Work, attempt: AttemptRow, outcome: AttemptOutcome, state: number): SettleStatus {
  if (state === ATTEMPT.accepted) {
    if (outcome.segments !== undefined) countSegments(work, attempt, outcome.segments);
    changeAttempt(work, attempt, ATTEMPT.accepted, bitsAfter(attempt, outcome), true);
    aside(work, attempt, outcome);
  }
  return "recorded";
}

function aside(work: Work, attempt: AttemptRow, outcome: AttemptOutcome): void {
  const { provider, submittedAt } = attempt;
  const holdMs = providerHoldMs(outcome);
  const signal = providerSignal(outcome);
  if (signal === "works") work.health.works(provider);
  else if (signal === "failed" && attempt.state === ATTEMPT.accepted)
    work.health.hasTaken(provider); // by its receipt
  else if (signal === "failed") work.health.failed(provider, outcome.errorCode ?? "provider/bad-response");
  if (holdMs !== undefined) {
    const reason = outcome.errorCode ?? "deferred";
    const throttle = isThrottle(outcome) ? { leftAt: submittedAt, perSecond: outcome.perSecond } : undefined;
    const isAccount = outcome.accountFault === true;
    work.health.closeProvider(provider, { forMs: holdMs, reason, isFault: isAccount, isAccount, throttle });
  }
  if (outcome.captured === undefined) return;
  work.health.hasNotTried(attempt.provider);
  if (isForgotten(work.rows.get(attempt.enrollment))) return;
  const { to, content } = outcome.captured;
  const into = work.health.into("outbox", OUTBOX);
  into.add(attempt.id, work.now, attempt.provider, attempt.channel, to, JSON.stringify(content));
}

async function optOutEverywhere(work: Work, attempts: readonly AttemptRow[]): Promise<void> {
  if (attempts.length === 0) return;
  const inbound = new InboundBatch(work);
  await work.strings.loadIds(attempts.map(({ provider }) => provider));
  await inbound.holders.needPeople(attempts.flatMap(({ enrollment }) => work.rows.get(enrollment) ?? []));
  const found = attempts.flatMap(({ enrollment, channel, contact, provider }) => {
    const row = work.rows.get(enrollment);
    const digest = row && inbound.holders.digestOf(row, (all) => contactPlace(all, channelNumbered(channel), contact));
    if (row === undefined || !digest) return [];
    const { tenant } = work.version(row);
    return [{ tenant, channel: channelNumbered(channel), digest, actor: work.strings.textOf(provider) }];
  });
  await inbound.need(found.map(({ digest }) => digest));
  for (const contact of found) suppressDigest(inbound, { ...contact, purpose: "", reason: OPTED_OUT });
  await inbound.rules.save();
}

/** A worker that could not send a message of this version is excluded for this many milliseconds. */
const UNABLE_MS = 120_000;

const OTHERS = `select 1 from strings w, ${liveWorkers("$2")} and w.id = $1 and k.id <> $3 and ${HAS_PROVIDER}
  and not exists (select 1 from attempts a join strings e on e.id = a.error where a.submitted_at > $4 and a.worker = k.id
    and a.provider = w.id and a.version = $5 and a.state = ${ATTEMPT.deferred} and substr(e.text, 1, 9) <> 'provider/')
  limit 1`;

/** If another worker can render or price the message, the provider is not paused, and the recipient need not wait. */
async function leaveToOthers(work: Work, outcomes: readonly AttemptOutcome[]): Promise<readonly AttemptOutcome[]> {
  if (work.context.settings.isSingleWorker || !outcomes.some(({ errorCode }) => isOurs(errorCode))) return outcomes;
  const asked = new Map<string, boolean>();
  const hasOther = async ({ provider, worker, enrollment }: AttemptRow): Promise<boolean> => {
    const version = work.rows.get(enrollment)?.version ?? 0;
    const key = `${provider} ${worker} ${version}`;
    const ask = () => work.sql.row(OTHERS, provider, work.liveNow, worker, work.now - UNABLE_MS, version);
    if (!asked.has(key)) asked.set(key, (await ask()) !== undefined);
    return asked.get(key) === true;
  };
  const left: AttemptOutcome[] = [];
  for (const outcome of outcomes) {
    const attempt = work.attempts.get(work.context.attemptIds.numberOf(outcome.attemptId) ?? 0);
    const isLeft = isOurs(outcome.errorCode) && attempt !== undefined && (await hasOther(attempt));
    left.push(isLeft ? { ...outcome, retryAfterMs: undefined } : outcome);
  }
  return left;
}
