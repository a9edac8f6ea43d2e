import type { RecordItem, UnplacedPage } from "@relance/spec";
import { UNPLACED_SPAN, unplacedItems } from "@relance/store";
import { withPostgres } from "@relance/test-postgres/vitest";
import pg from "pg";
import { expect, it } from "vitest";
import { openStores } from "../support/open-stores.ts";

/** Receipts of messages that are known, as many as a campaign leaves behind. */
const PLACED = `insert into relance.inbox (received_at, occurred_at, attempt, provider, fold, type, bit, ref)
  select 1, 1, 1, 1, 1, 0, 1, 'r' from generate_series(1, $1::int)`;

interface Node {
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly Node[];
}

/** Rows that a plan looked at. */
function looked(node: Node): number {
  const own = node["Actual Loops"] * (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0));
  return (node.Plans ?? []).reduce((sum, one) => sum + looked(one), own);
}

function stray(ref: string): RecordItem {
  const item = { type: "receipt", kind: "delivered", quality: "carrier", ref } as const;
  return { provider: "sms.main", item, raw: Buffer.from(ref) };
}

await withPostgres((postgres) => {
  it("finds what was placed with nobody before and behind a campaign's receipts, and looks at a part of them a time", async () => {
    await using here = await openStores(postgres, 1);
    const [store] = here.stores;
    const client = new pg.Client({ connectionString: here.database.url });
    await client.connect();
    try {
      await store?.record([stray("first")]);
      await client.query(PLACED, [5 * UNPLACED_SPAN]);
      await store?.record([stray("last")]);
      await client.query("analyze relance.inbox");
      const told: string[] = [];
      for (let cursor: number | undefined = 0; cursor !== undefined; ) {
        const page: UnplacedPage | undefined = await store?.unplaced(cursor);
        told.push(...(page?.requests ?? []).map(({ bytes }) => Buffer.from(bytes).toString()));
        cursor = page?.cursor;
      }
      expect(told).toEqual(["first", "last"]);
      await client.query("set search_path to relance");
      const { rows } = await client.query(
        `explain (analyze, timing off, format json) ${unplacedItems("$1::bigint")}`,
        [0],
      );
      expect(looked(rows[0]["QUERY PLAN"][0].Plan)).toBeLessThan(2 * UNPLACED_SPAN);
    } finally {
      await client.end();
    }
  });
});
