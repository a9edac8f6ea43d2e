import { isOpen, type StoredAcknowledgement } from "@relance/rules";
import {
  type AnswerFact,
  answerChange,
  before,
  COUNTER,
  type HotRow,
  NO_ATTEMPT,
  type VersionFacts,
} from "@relance/store";
import { reopenCampaign } from "../campaigns/campaigns.ts";
import { answeredAt } from "../due/clock-step.ts";
import type { Work } from "../transaction/work.ts";

interface ChainRow {
  readonly id: number;
  readonly prev: number;
  readonly answer: number;
  readonly strength: number;
  readonly occurredAt: number;
  readonly source: string;
  readonly sourceId: string;
  readonly isRevoke: number;
  readonly wrongFactor: number;
}

const LINK = `select id, prev, answer, strength, occurred_at as occurredAt, source, source_id as sourceId,
  is_revoke as isRevoke, wrong_factor as wrongFactor from acknowledgements where id = ?`;

/** Everything this person ever answered, newest first. */
export function chainOf(work: Work, row: HotRow): StoredAcknowledgement[] {
  const all: StoredAcknowledgement[] = [];
  for (let id = row.lastAck; id !== 0; ) {
    const link = work.sql.one<ChainRow>(LINK, id);
    if (link === undefined) break;
    const { source, sourceId, strength, occurredAt, isRevoke } = link;
    const answer = work.context.words.wordOf(link.answer);
    const wrongFactor = link.wrongFactor === 1;
    all.push({ source, sourceId, answer, strength, occurredAt, revoke: isRevoke === 1, wrongFactor });
    id = link.prev;
  }
  return all;
}

/** One more acknowledgement takes effect; `all` are the person's, with this one. */
export function applyAcknowledgement(
  work: Work,
  row: HotRow,
  facts: VersionFacts,
  fact: AnswerFact,
  all: readonly StoredAcknowledgement[],
): void {
  const was = before(row);
  const { answer, revoke } = fact;
  const change = answerChange(row, facts, fact, all, answeredAt(work));
  if (!revoke) work.count(row.campaign, COUNTER.answers, 0, 1, 0, work.word(answer));
  work.save(row, was, change, { ...NO_ATTEMPT, source: row.lastAck }, work.word(answer));
  if (isOpen(row) && was.state > 1) reopenCampaign(work, row.campaign);
}
