import type { StoredAcknowledgement } from "@relance/rules";
import type { AcknowledgeItem } from "@relance/spec";
import type { HotRow } from "./hot-row.ts";
import { numberAt, numbersIn, type Sql } from "./sql.ts";
import type { StringTable } from "./strings.ts";

const ALL = `select enrollment, source, source_id, answer, strength, occurred_at, is_revoke, wrong_factor
  from acknowledgements where enrollment = any($1::bigint[]) and enrollment > 0 order by received_at desc, id desc`;

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
    const found = await this.#sql.rows(ALL, ids);
    await this.#strings.loadIds(numbersIn(found, 3));
    for (const row of found) {
      this.#known
        .get(numberAt(row, 0))
        ?.push({
          source: row[1] as string,
          sourceId: row[2] as string,
          answer: this.#strings.textOf(numberAt(row, 3)),
          strength: numberAt(row, 4),
          occurredAt: numberAt(row, 5),
          revoke: row[6] === 1,
          wrongFactor: row[7] === 1,
        });
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
