import { provenStrength, STRENGTH } from "@relance/rules";
import type { AcknowledgeItem } from "@relance/spec";
import { answeredAt } from "../due/clock-step.ts";
import { isLateAnswer } from "../inbox/answer-facts.ts";
import type { Hearing } from "../inbox/hearing.ts";
import type { HotRow } from "../people/hot-row.ts";
import { type AckFact, type AckPlace, applyAcknowledgement, insertAcknowledgement } from "./acknowledging.ts";
import { answerObjection, type RowAnswer, recordedAnswer } from "./row-answer.ts";

/**
 * Records one acknowledgement of one person who is held, once, and lets it take effect (R6, R8). What the person said
 * before (`work.answers`), a number, the answer's word and, with `via`, the contacts were asked for.
 */
export function acknowledgeRow(hearing: Hearing, row: HotRow, item: AcknowledgeItem): RowAnswer {
  const { work } = hearing;
  const facts = work.version(row);
  const known = work.answers.of(row);
  const objection = answerObjection(row, facts.plan, item, known);
  if (objection !== undefined) return objection;
  const { method, wrongFactor = false, via } = item;
  const fact: AckFact = {
    ...factOf(item, answeredAt(work)),
    strength: provenStrength({ strength: STRENGTH[item.strength], method, wrongFactor }, known),
    wrongFactor,
    via: via === undefined ? undefined : hearing.holders.bitOf(row, via),
  };
  const late = isLateAnswer(row, fact);
  row.lastAck = hearing.nextAckId();
  insertAcknowledgement(work, fact, { ...placeOf(item), id: row.lastAck, enrollment: row.id, late });
  applyAcknowledgement(work, row, facts, fact);
  return recordedAnswer(row, facts.plan, fact, late);
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
