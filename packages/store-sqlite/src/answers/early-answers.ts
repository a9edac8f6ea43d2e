import type { AcknowledgeItem } from "@relance/spec";
import { type AnswerFact, type HotRow, isLateAnswer, sinceOf, type VersionFacts } from "@relance/store";
import type { Work } from "../transaction/work.ts";
import { applyAcknowledgement, chainOf } from "./acknowledging.ts";

const KEPT = `select id, answer, strength, occurred_at as occurredAt, received_at as receivedAt, source,
  source_id as sourceId, is_revoke as isRevoke, method from acknowledgements
  where enrollment = 0 and key = ? and tenant = ? and (campaign = 0 or campaign = ?) and (event is null or event = ?)
  and occurred_at >= ?`;

/** A person's answers are a chain: there is no index by person. */
const TAKEN = `with recursive taken (id, prev) as (
    select a.id, a.prev from people p join campaigns c on c.id = p.campaign join enrollments e on e.id = p.id
      join acknowledgements a on a.id = e.last_ack where p.key = ? and c.tenant = ? and c.name <> ?
    union all select a.id, a.prev from taken t join acknowledgements a on a.id = t.prev)
  select a.id, answer, strength, occurred_at as occurredAt, received_at as receivedAt, source, source_id as sourceId,
    is_revoke as isRevoke, method from taken join acknowledgements a on a.id = taken.id
  where method = 'event' and campaign = 0 and (event is null or event = ?) and occurred_at >= ?`;

const COPY = `insert into acknowledgements (enrollment, prev, is_late, tenant, campaign, key, event, answer, method, strength,
  occurred_at, received_at, source, source_id, is_revoke) select ?, ?, ?, tenant, campaign, key, event, answer, method,
  strength, occurred_at, received_at, source, source_id, is_revoke from acknowledgements where id = ?`;

interface EarlyRow {
  readonly id: number;
  readonly answer: number;
  readonly strength: number;
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly source: string;
  readonly sourceId: string;
  readonly isRevoke: number;
  readonly method: AcknowledgeItem["method"];
}

/**
 * What was said of people before they were enrolled applies now, as far as it is about this campaign: events that nobody
 * had waited for, and those that other campaigns' matters of the same person have taken. What another occurrence of this
 * campaign took was about that one. All of it stays where it is, for the person's other matters.
 */
export class EarlyAnswers {
  readonly #work: Work;
  readonly #facts: VersionFacts;
  readonly #isKept: boolean;
  readonly #isTaken: boolean;

  constructor(work: Work, facts: VersionFacts) {
    this.#work = work;
    this.#facts = facts;
    const { tenant, name } = facts;
    this.#isKept = work.sql.row("select 1 from acknowledgements where enrollment = 0 limit 1") !== undefined;
    this.#isTaken =
      work.sql.row("select 1 from campaigns where tenant = ? and name <> ? limit 1", tenant, name) !==
      undefined;
  }

  take(row: HotRow, key: string): void {
    const work = this.#work;
    for (const { id, answer, isRevoke, ...rest } of this.#of(key)) {
      const word = work.context.words.wordOf(answer);
      const fact: AnswerFact = { ...rest, answer: word, revoke: isRevoke === 1, wrongFactor: false };
      row.lastAck = work.sql.insert(COPY, row.id, row.lastAck, Number(isLateAnswer(row, fact)), id);
      applyAcknowledgement(work, row, this.#facts, fact, chainOf(work, row));
    }
  }

  /** Something was said of this person before. */
  has(key: string): boolean {
    return this.#of(key).length > 0;
  }

  /** Each fact once, in the order in which it was said; several matters may have taken it, and kept a copy. */
  #of(key: string): readonly EarlyRow[] {
    const { sql } = this.#work;
    const { tenant, name, campaign, plan } = this.#facts;
    const since = sinceOf(this.#facts);
    const on = plan.on ?? null;
    const kept = this.#isKept ? sql.all<EarlyRow>(KEPT, key, tenant, campaign, on, since) : [];
    const taken = this.#isTaken ? sql.all<EarlyRow>(TAKEN, key, tenant, name, on, since) : [];
    const once = new Map([...taken, ...kept].map((one) => [JSON.stringify([one.source, one.sourceId]), one]));
    return [...once.values()].sort((a, b) => a.receivedAt - b.receivedAt || a.id - b.id);
  }
}
