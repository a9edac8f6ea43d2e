import type { UnplacedPage, UnplacedRequest } from "@relance/spec";
import { LAST_ITEM, type UnplacedRow, unplacedItems, unplacedSlice } from "../inbox/unplaced-slice.ts";
import type { Reading } from "../transaction/reading.ts";
import { listOf, numberAt } from "../transaction/sql.ts";

const ITEMS = unplacedItems("$1::bigint");
const BYTES = "select id, bytes from raw where id = any($1::bigint[])";

/** What came in and was placed with nobody, with the requests in which it came. */
export async function unplaced({ sql }: Reading, after: number = 0): Promise<UnplacedPage> {
  const last = numberAt((await sql.row(LAST_ITEM)) ?? [0], 0);
  const { items, requests, cursor } = unplacedSlice(await sql.all<UnplacedRow>(ITEMS, after), {
    after,
    last,
  });
  const kept = requests.length === 0 ? [] : await sql.all<UnplacedRequest>(BYTES, listOf(requests));
  return { items, requests: kept, cursor };
}
