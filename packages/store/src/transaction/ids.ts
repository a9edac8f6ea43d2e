import { type Driver, ID_BLOCKS, type IdKind } from "./driver.ts";
import type { Sql } from "./sql.ts";

/** Numbers for new rows. A block belongs to this process: what a rolled back transaction took is lost. */
export class Ids {
  readonly #blocks: Driver["blocks"];
  readonly #left = new Map<IdKind, number[]>();

  constructor(blocks: Driver["blocks"]) {
    this.#blocks = blocks;
  }

  async take(sql: Sql, kind: IdKind, count: number): Promise<number[]> {
    const left = this.#left.get(kind) ?? [];
    this.#left.set(kind, left);
    if (left.length < count) {
      const blocks = Math.ceil((count - left.length) / ID_BLOCKS[kind]);
      for (const first of await this.#blocks(sql, kind, blocks))
        for (let place = 0; place < ID_BLOCKS[kind]; place++) left.push(first + place);
    }
    return left.splice(0, count);
  }

  /** The blocks were taken in a transaction that is rolled back, and so are free again. */
  forget(): void {
    this.#left.clear();
  }
}
