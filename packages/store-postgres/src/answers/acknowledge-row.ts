import { answerEffect, provenStrength, STATE, STRENGTH } from "@relance/rules";
import { type AcknowledgeItem, ENROLLMENT_STATES, type EnrollmentState } from "@relance/spec";
import { type HotRow, isForgotten, isLateAnswer } from "@relance/store-kit";
import type { Hearing } from "../inbox/hearing.ts";
import { type AckFact, type AckPlace, applyAcknowledgement, insertAcknowledgement } from "./acknowledging.ts";

export interface RowAnswer {
  readonly status: "recorded" | "duplicate" | "late" | "too-weak" | "refused";
  readonly code?: string;
  readonly state: EnrollmentState;
}

/**
 * Records one acknowledgement of one person who is held, once, and lets it take effect (R6, R8). What the person said
 * before (`work.answers`), a number, the answer's word and, with `via`, the contacts were asked for.
 */
export function acknowledgeRow(hearing: Hearing, row: HotRow, item: AcknowledgeItem): RowAnswer {
  const { work } = hearing;
  const facts = work.version(row);
  const state = () => ENROLLMENT_STATES[row.state] ?? "pending";
  if (isForgotten(row)) return { status: "refused", code: "message/forgotten", state: state() };
  const known = work.answers.of(row);
  if (known.some(({ source, sourceId }) => source === item.source && sourceId === item.sourceId))
    return { status: "duplicate", state: state() };
  const effect = answerEffect(facts.plan, item.answer);
  if (effect === undefined) return { status: "refused", code: "message/unknown-answer", state: state() };
  const { method, wrongFactor = false, via } = item;
  const fact: AckFact = {
    ...factOf(item, work.now),
    strength: provenStrength({ strength: STRENGTH[item.strength], method, wrongFactor }, known),
    wrongFactor,
    via: via === undefined ? undefined : hearing.holders.bitOf(row, via),
  };
  const late = isLateAnswer(row, fact);
  row.lastAck = hearing.nextAckId();
  insertAcknowledgement(work, fact, { ...placeOf(item), id: row.lastAck, enrollment: row.id, late });
  applyAcknowledgement(work, row, facts, fact);
  const isOpen = row.state !== STATE.acknowledged; // what was taken back already is not weak
  const isWeak =
    isOpen && !fact.revoke && effect.do === "close" && fact.strength < STRENGTH[facts.plan.strength];
  return { status: isWeak ? "too-weak" : late && !fact.revoke ? "late" : "recorded", state: state() };
}

/** What an item says, before anything of a person is known. */
export function factOf(item: AcknowledgeItem, now: number): AckFact {
  const { answer, method, source, sourceId, revoke = false } = item;
  const occurredAt = Math.trunc(item.occurredAt ?? now);
  const strength = STRENGTH[item.strength];
  return {
    answer,
    method,
    source,
    sourceId,
    revoke,
    strength,
    occurredAt,
    receivedAt: now,
    wrongFactor: false,
  };
}

/** What of an item is kept beside the fact. */
export function placeOf(
  item: AcknowledgeItem,
): Pick<AckPlace, "tenant" | "campaign" | "key" | "event" | "shown"> {
  const named = "key" in item.target ? item.target : undefined;
  return {
    tenant: named?.tenant ?? "",
    campaign: named?.campaign ?? 0,
    key: named?.key ?? null,
    event: named?.on ?? null,
    shown: item.shown === undefined ? null : JSON.stringify(item.shown),
  };
}
