import type { AcknowledgeItem } from "@relance/spec";
import { listOf } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const KNOWN = `select key, tenant, source, source_id from acknowledgements
  where enrollment = 0 and key = any($1::text[])`;

/** Facts that are kept for people who are not enrolled yet, by name. */
export class EarlyNames {
  readonly #names = new Set<string>();

  async need(work: Work, items: readonly AcknowledgeItem[]): Promise<void> {
    const keys = new Set(items.flatMap(({ target }) => ("key" in target ? target.key : [])));
    for (const row of await work.sql.rows(KNOWN, listOf([...keys]))) this.#names.add(JSON.stringify(row));
  }

  /** False for one that is kept already, or is about nobody of a name. */
  add({ target, source, sourceId }: AcknowledgeItem): boolean {
    if (!("key" in target)) return false;
    const name = JSON.stringify([target.key, target.tenant, source, sourceId]);
    if (this.#names.has(name)) return false;
    this.#names.add(name);
    return true;
  }
}
