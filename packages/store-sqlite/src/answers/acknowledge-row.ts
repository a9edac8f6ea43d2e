import { provenStrength, STRENGTH } from "@relance/rules";
import type { AcknowledgeItem } from "@relance/spec";
import { answerObjection, type HotRow, isLateAnswer, type RowAnswer, recordedAnswer } from "@relance/store";
import { answeredAt } from "../due/clock-step.ts";
import { contactBitOf } from "../people/known-contacts.ts";
import type { Work } from "../transaction/work.ts";
import { applyAcknowledgement, chainOf } from "./acknowledging.ts";

const INSERT = `insert into acknowledgements (enrollment, prev, tenant, campaign, key, event, answer, method, strength,
  occurred_at, received_at, source, source_id, is_revoke, is_late, shown,
  wrong_factor) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Records one acknowledgement of one person, once, and lets it take effect (R6, R8). */
export function acknowledgeRow(work: Work, row: HotRow, item: AcknowledgeItem): RowAnswer {
  const facts = work.version(row);
  const known = chainOf(work, row);
  const objection = answerObjection(row, facts.plan, item, known);
  if (objection !== undefined) return objection;
  const { answer, method, source, sourceId, revoke = false, wrongFactor = false, via } = item;
  const receivedAt = answeredAt(work);
  const fact = {
    answer,
    method,
    strength: provenStrength({ strength: STRENGTH[item.strength], method, wrongFactor }, known),
    occurredAt: Math.trunc(item.occurredAt ?? receivedAt),
    receivedAt,
    revoke,
    wrongFactor,
    via: via === undefined ? undefined : contactBitOf(work, row.id, via),
  };
  const late = isLateAnswer(row, fact);
  row.lastAck = insertAcknowledgement(work, item, { enrollment: row.id, prev: row.lastAck, late, ...fact });
  applyAcknowledgement(work, row, facts, fact, [...known, { source, sourceId, ...fact }]);
  return recordedAnswer(row, facts.plan, fact, late);
}

/** Where a stored acknowledgement belongs. */
export interface AckPlace {
  readonly enrollment: number;
  readonly prev: number;
  readonly late: boolean;
  readonly strength: number;
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly revoke: boolean;
  readonly wrongFactor: boolean;
}

export function insertAcknowledgement(work: Work, item: AcknowledgeItem, place: AckPlace): number {
  const named = "key" in item.target ? item.target : undefined;
  return work.sql.insert(
    INSERT,
    place.enrollment,
    place.prev,
    named?.tenant ?? "",
    named?.campaign ?? 0,
    named?.key ?? null,
    named?.on ?? null,
    work.word(item.answer),
    item.method,
    place.strength,
    place.occurredAt,
    place.receivedAt,
    item.source,
    item.sourceId,
    Number(place.revoke),
    Number(place.late),
    item.shown === undefined ? null : JSON.stringify(item.shown),
    Number(place.wrongFactor),
  );
}
