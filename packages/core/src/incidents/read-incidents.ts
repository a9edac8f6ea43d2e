import type { IncidentRow, Store } from "@relance/spec";

const PAGE = 200;

/** Incidents in the order of their start, page by page. */
export async function* readIncidents(
  store: Store,
  filter: { readonly campaign?: number | undefined; readonly open?: boolean | undefined },
): AsyncIterable<IncidentRow> {
  let cursor: string | undefined;
  do {
    const page = await store.incidents({ ...filter, cursor, limit: PAGE });
    yield* page.rows;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
