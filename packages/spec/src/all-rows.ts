import type { Store } from "./store/store.ts";
import type { IncidentRow } from "./store/watch.ts";

/** Yields the rows of all pages. */
export async function* allRows<T>(
  read: (cursor: string | undefined) => Promise<{ readonly rows: readonly T[]; readonly cursor?: string | undefined }>,
  cursor?: string,
): AsyncIterable<T> {
  let next = cursor;
  do {
    const page = await read(next);
    yield* page.rows;
    next = page.cursor;
  } while (next !== undefined);
}

const PAGE = 200;

/** Yields the incidents that match the filter, the newest first. */
export function readIncidents(
  store: Pick<Store, "incidents">,
  filter: { readonly campaign?: number | undefined; readonly open?: boolean | undefined },
  from?: string,
): AsyncIterable<IncidentRow> {
  return allRows((cursor) => store.incidents({ ...filter, cursor, limit: PAGE }), from);
}

/** Splits a list into parts of at most `size` items. */
export function* splitChunks<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
