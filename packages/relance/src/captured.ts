import type { CapturedRow, Store } from "@relance/spec";

/** Messages of one page. */
const PAGE = 200;

/** What was kept instead of sent, oldest first; pages are read as you go. */
export async function* captured(store: Store): AsyncIterable<CapturedRow> {
  let cursor: string | undefined;
  do {
    const page = await store.outbox({ cursor, limit: PAGE });
    yield* page.rows;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
