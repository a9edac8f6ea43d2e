import { numberAt, type Sql } from "./sql.ts";

/** Sequences whose numbers this process takes in blocks, and how many a block holds (the sequence's increment). */
const BLOCKS = { enrollment_ids: 1_000, attempt_ids: 1_000, raw_ids: 100, acknowledgement_ids: 100 } as const;

export type IdKind = keyof typeof BLOCKS;

/**
 * Numbers for new rows. A block belongs to this process: what a rolled back transaction took is lost, and no number is
 * ever given twice.
 */
export class Ids {
  readonly #left = new Map<IdKind, number[]>();

  /** Makes sure that so many can be taken before the next wait. Answers them. */
  async take(sql: Sql, kind: IdKind, count: number): Promise<number[]> {
    const left = this.#left.get(kind) ?? [];
    this.#left.set(kind, left);
    if (left.length < count) {
      const blocks = Math.ceil((count - left.length) / BLOCKS[kind]);
      const rows = await sql.rows(`select nextval('${kind}') from generate_series(1, $1)`, blocks);
      for (const row of rows) {
        const first = numberAt(row, 0);
        for (let place = 0; place < BLOCKS[kind]; place++) left.push(first + place);
      }
    }
    return left.splice(0, count);
  }
}
