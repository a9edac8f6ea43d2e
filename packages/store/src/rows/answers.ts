import type { StoredAcknowledgement } from "@relance/rules";
import type { AcknowledgeItem } from "@relance/spec";
import type { HotRow } from "./hot-row.ts";
import { pluck, type Sql, type StoredRow } from "./sql.ts";
import type { StringTable } from "./strings.ts";

const ALL = `select enrollment, source, source_id as "sourceId", answer, strength, occurred_at as "occurredAt",
    is_revoke as "isRevoke", wrong_factor as "wrongFactor", is_late as "isLate"
  from acknowledgements where enrollment = any($1::bigint[]) and enrollment > 0 order by received_at desc, id desc`;

type AnswerNumber = "enrollment" | "answer" | "strength" | "occurredAt" | "isRevoke" | "wrongFactor" | "isLate";
type AnswerRow = StoredRow<AnswerNumber, "source" | "sourceId">;

export class Answers {
  readonly #sql: Sql;
  readonly #strings: StringTable;
  readonly #known = new Map<number, StoredAcknowledgement[]>();

  constructor(sql: Sql, strings: StringTable) {
    this.#sql = sql;
    this.#strings = strings;
  }

  async need(rows: Iterable<HotRow>): Promise<void> {
    const missing = [...rows].filter(({ id }) => !this.#known.has(id));
    for (const { id } of missing) this.#known.set(id, []);
    const ids = missing.flatMap(({ id, lastAck }) => (lastAck === 0 ? [] : id));
    if (ids.length === 0) return;
    const found = await this.#sql.all<AnswerRow>(ALL, ids);
    await this.#strings.loadIds(pluck(found, "answer"));
    for (const { enrollment, answer: word, isRevoke, wrongFactor, isLate, ...row } of found) {
      const answer = this.#strings.textOf(word);
      const marks = { revoke: isRevoke === 1, wrongFactor: wrongFactor === 1, late: isLate === 1 };
      this.#known.get(enrollment)?.push({ ...row, ...marks, answer });
    }
  }

  of(row: HotRow): readonly StoredAcknowledgement[] {
    return this.#known.get(row.id) ?? [];
  }

  add(row: HotRow, answer: StoredAcknowledgement): void {
    this.#known.set(row.id, [answer, ...(this.#known.get(row.id) ?? [])]);
  }
}

export interface AnswerFact extends StoredAcknowledgement {
  readonly method: AcknowledgeItem["method"];
  readonly receivedAt: number;
  readonly revoke: boolean;
  readonly wrongFactor: boolean;
  /** Bit of the contact that sent the answer; 0 if the recipient has none such; absent if it is unknown. */
  readonly via?: number | undefined;
}

export function isLateAnswer(
  row: HotRow,
  { method, occurredAt, receivedAt }: Pick<AnswerFact, "method" | "occurredAt" | "receivedAt">,
): boolean {
  return (method === "event" ? occurredAt : receivedAt) > row.deadline;
}
