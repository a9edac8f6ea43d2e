import type { UnplacedPage } from "@relance/spec";
import { LAST_ITEM, type UnplacedRow, unplacedItems, unplacedSlice } from "@relance/store";
import type { StoreContext } from "../transaction/context.ts";
import { numberAt } from "../transaction/sql.ts";

const ITEMS = unplacedItems("?1");
const BYTES = "select bytes from raw where id = ?";

/** What came in and was placed with nobody, with the requests in which it came. */
export function unplaced({ sql }: StoreContext, after: number = 0): UnplacedPage {
  const last = numberAt(sql.row(LAST_ITEM) ?? [0], 0);
  const { items, requests, cursor } = unplacedSlice(sql.all<UnplacedRow>(ITEMS, after), { after, last });
  const kept = requests.flatMap((id) => {
    const bytes = sql.row(BYTES, id)?.[0];
    return bytes instanceof Uint8Array ? [{ id, bytes }] : [];
  });
  return { items, requests: kept, cursor };
}
