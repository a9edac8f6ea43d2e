import { isOpen, type StoredAcknowledgement } from "@relance/rules";
import { COUNTER } from "../counts/counter-kinds.ts";
import { answeredAt } from "../due/clock-step.ts";
import { type AnswerFact, answerChange } from "../inbox/answer-facts.ts";
import type { HotRow } from "../people/hot-row.ts";
import { before, NO_ATTEMPT } from "../people/person-changes.ts";
import type { Work } from "../transaction/work.ts";
import type { VersionFacts } from "../version-facts.ts";

/** A stored acknowledgement, with its name. */
export interface AckFact extends StoredAcknowledgement, AnswerFact {
  readonly answer: string;
  readonly strength: number;
  readonly occurredAt: number;
  readonly revoke: boolean;
  readonly wrongFactor: boolean;
}

/** Where a stored acknowledgement stands in the table. */
export interface AckPlace {
  readonly id: number;
  /** 0 = nobody of that key is enrolled yet. */
  readonly enrollment: number;
  readonly tenant: string;
  /** 0 = any. */
  readonly campaign: number;
  readonly key: string | null;
  readonly event: string | null;
  /** JSON. */
  readonly shown: string | null;
  readonly late: boolean;
}

const COLUMNS = [
  ["id", "bigint"],
  ["enrollment", "bigint"],
  ["occurred_at", "bigint"],
  ["received_at", "bigint"],
  ["campaign", "int"],
  ["answer", "int"],
  ["strength", "smallint"],
  ["is_revoke", "smallint"],
  ["is_late", "smallint"],
  ["wrong_factor", "smallint"],
  ["tenant", "text"],
  ["key", "text"],
  ["event", "text"],
  ["method", "text"],
  ["source", "text"],
  ["source_id", "text"],
  ["shown", "text"],
] as const;

/** Writes one acknowledgement. Its number comes from `ids`, its answer's word was asked for. */
export function insertAcknowledgement(work: Work, fact: AckFact, place: AckPlace): void {
  work.side
    .into("acknowledgements", COLUMNS)
    .add(
      place.id,
      place.enrollment,
      fact.occurredAt,
      fact.receivedAt,
      place.campaign,
      work.word(fact.answer),
      fact.strength,
      Number(fact.revoke),
      Number(place.late),
      Number(fact.wrongFactor),
      place.tenant,
      place.key,
      place.event,
      fact.method,
      fact.source,
      fact.sourceId,
      place.shown,
    );
}

/** One more acknowledgement of a person takes effect; `work.answers` knows those before. */
export function applyAcknowledgement(work: Work, row: HotRow, facts: VersionFacts, fact: AckFact): void {
  const was = before(row);
  work.answers.add(row, fact);
  const { answer, revoke } = fact;
  const change = answerChange(row, facts, fact, work.answers.of(row), answeredAt(work));
  if (!revoke) work.count(row.campaign, COUNTER.answers, 0, 1, 0, work.word(answer));
  work.save(row, was, change, { ...NO_ATTEMPT, source: row.lastAck }, work.word(answer));
  if (isOpen(row) && was.state > 1) work.side.reopenCampaign(row.campaign);
}
