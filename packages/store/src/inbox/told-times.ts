import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const LAST = `select enrollment, status, max(received_at) from replies
  where enrollment = any($1::bigint[]) and is_told = 1 group by enrollment, status`;

/** When people of a transaction were last told a thing of a kind. */
export class ToldTimes {
  readonly #work: Work;
  readonly #times = new Map<string, number>();

  constructor(work: Work) {
    this.#work = work;
  }

  /** Makes sure that {@link last} knows these people, who are held. */
  async need(enrollments: readonly number[]): Promise<void> {
    if (enrollments.length === 0) return;
    for (const row of await this.#work.sql.rows(LAST, listOf(enrollments)))
      this.#times.set(`${numberAt(row, 0)} ${numberAt(row, 1)}`, numberAt(row, 2));
  }

  last(enrollment: number, status: number): number | undefined {
    return this.#times.get(`${enrollment} ${status}`);
  }

  tell(enrollment: number, status: number): void {
    this.#times.set(`${enrollment} ${status}`, this.#work.now);
  }
}
