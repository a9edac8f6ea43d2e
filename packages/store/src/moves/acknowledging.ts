import {
  acknowledge,
  answerEffect,
  channelOfBit,
  foldAcknowledgements,
  isOpen,
  isRevoked,
  provenStrength,
  STATE,
  STRENGTH,
} from "@relance/rules";
import { type AcknowledgeAnswer, type AcknowledgeItem, ENROLLMENT_STATES, type EnrollmentState } from "@relance/spec";
import { type AnswerFact, isLateAnswer } from "../rows/answers.ts";
import { channelNumber } from "../rows/contacts.ts";
import { COUNTER } from "../rows/counters.ts";
import { isForgotten } from "../rows/forgotten.ts";
import type { HotRow } from "../rows/hot-row.ts";
import { NO_ATTEMPT } from "../rows/person-changes.ts";
import { splitColumns } from "../rows/sql.ts";
import type { VersionFacts } from "../rows/versions.ts";
import type { Work } from "../work/work.ts";
import { answeredAt } from "./clock-step.ts";
import type { InboundBatch } from "./inbound-batch.ts";

function stateAfter(row: HotRow): EnrollmentState {
  return ENROLLMENT_STATES[row.state] ?? "pending";
}

export interface AckPlace {
  readonly id: number;
  /** Number of the enrollment; 0 if no recipient with that key is enrolled yet. */
  readonly enrollment: number;
  readonly tenant: string;
  readonly key: string | null;
  readonly event: string | null;
  readonly shown: string | null;
}

const COLUMNS = splitColumns(`id bigint, enrollment bigint, occurred_at bigint, received_at bigint,
  answer int, channel smallint, strength smallint, is_revoke smallint, is_late smallint, wrong_factor smallint, tenant text, key text,
  event text, method text, source text, source_id text, shown text`);

/** Writes one acknowledgement. The caller has reserved a number in `ids` and loaded the word of the answer. */
export function insertAcknowledgement(work: Work, fact: AnswerFact, place: AckPlace): void {
  const { via = 0, occurredAt, receivedAt, strength, method, source, sourceId } = fact;
  const { id, enrollment, tenant, key, event, shown } = place;
  const channel = channelOfBit(via);
  const numbers = [work.stringId(fact.answer), channel === undefined ? null : channelNumber(channel), strength];
  const marks = [Number(fact.revoke), Number(fact.late), Number(fact.wrongFactor)];
  const texts = [tenant, key, event, method, source, sourceId, shown];
  const into = work.health.into("acknowledgements", COLUMNS);
  into.add(id, enrollment, occurredAt, receivedAt, ...numbers, ...marks, ...texts);
}

/** Applies a new acknowledgement. The caller has loaded the earlier acknowledgements into `work.answers`. */
export function applyAcknowledgement(work: Work, row: HotRow, { plan }: VersionFacts, fact: AnswerFact): void {
  const wasOpen = isOpen(row);
  work.answers.add(row, fact);
  const { answer, revoke, via } = fact;
  const all = work.answers.of(row);
  const told = { now: answeredAt(work), answer, revoke: revoke || isRevoked(fact, all), via };
  const change = acknowledge(row, plan, foldAcknowledgements(all, plan), told);
  if (!revoke) work.count(row.campaign, COUNTER.answers, 0, 1, 0, work.stringId(answer));
  work.save(row, change, { ...NO_ATTEMPT, source: row.lastAck }, work.stringId(answer));
  if (isOpen(row) && !wasOpen) work.health.reopenCampaign(row.campaign);
}

/** The caller has loaded the earlier answers, a number, the word of the answer and, for `via`, the contacts. */
export function acknowledgeRow(
  inbound: InboundBatch,
  row: HotRow,
  item: AcknowledgeItem,
): Omit<AcknowledgeAnswer, "enrollments"> {
  const { work } = inbound;
  const facts = work.version(row);
  const known = work.answers.of(row);
  const { answer, source, sourceId, method, wrongFactor = false, via } = item;
  const state = stateAfter(row);
  if (isForgotten(row)) return { status: "refused", code: "message/forgotten", state };
  if (known.some((one) => one.source === source && one.sourceId === sourceId)) return { status: "duplicate", state };
  const effect = answerEffect(facts.plan, answer);
  if (effect === undefined) return { status: "refused", code: "message/unknown-answer", state };
  const plain = toAnswerFact(item, answeredAt(work));
  const late = isLateAnswer(row, plain);
  const fact: AnswerFact = {
    ...plain,
    late,
    strength: provenStrength({ strength: STRENGTH[item.strength], method, wrongFactor }, known),
    wrongFactor,
    via: via === undefined ? undefined : inbound.holders.bitOf(row, via),
  };
  row.lastAck = inbound.nextAckId();
  insertAcknowledgement(work, fact, { ...answerPlace(item), id: row.lastAck, enrollment: row.id });
  applyAcknowledgement(work, row, facts, fact);
  const isUnanswered = row.state !== STATE.acknowledged; // the strength of a revocation does not matter
  const isTooLow = effect.do === "close" && fact.strength < STRENGTH[facts.plan.strength];
  const isWeak = isUnanswered && !fact.revoke && isTooLow;
  return { status: isWeak ? "too-weak" : late && !fact.revoke ? "late" : "recorded", state: stateAfter(row) };
}

export function toAnswerFact(item: AcknowledgeItem, now: number): AnswerFact {
  const { answer, method, source, sourceId, revoke = false } = item;
  const occurredAt = Math.trunc(item.occurredAt ?? now);
  const strength = STRENGTH[item.strength];
  const marks = { revoke, late: false, wrongFactor: false };
  return { answer, method, source, sourceId, strength, occurredAt, receivedAt: now, ...marks };
}

export function answerPlace({ target, shown }: AcknowledgeItem): Pick<AckPlace, "tenant" | "key" | "event" | "shown"> {
  const { tenant = "", key = null, on = null } = "key" in target ? target : {};
  return { tenant, key, event: on, shown: shown === undefined ? null : JSON.stringify(shown) };
}
