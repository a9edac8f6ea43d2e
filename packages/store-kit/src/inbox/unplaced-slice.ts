import type { UnplacedItem } from "@relance/spec";

/** Items of one slice at most. */
export const UNPLACED_BATCH = 1_000;
/** The slice ends with the request that makes it so large, in bytes. */
const MAX_BYTES = 1_048_576;

/** Rows behind `parameter`, a number, that found nobody: each kind by an index of its own. */
export function unplacedItems(parameter: string): string {
  const behind = `id > ${parameter}`;
  return `select i.id, i.raw, i.item, coalesce(length(r.bytes), 0) as size from inbox i left join raw r on r.id = i.raw
    where i.id in (select id from inbox where fold = 0 and ${behind}
      union all select id from inbox where fold = 2 and ref is not null and ${behind}
      union all select id from inbox where fold = 3 and ${behind}
      union all select id from inbox where type = 2 and attempt = 0 and ${behind}
      union all select inbox from replies where enrollment = 0 and inbox > ${parameter})
    and (r.id is not null or i.item is not null) order by i.id limit ${UNPLACED_BATCH}`;
}

/** A row of {@link unplacedItems}. */
export interface UnplacedRow {
  readonly id: number;
  readonly raw: number;
  readonly item: string | null;
  readonly size: number;
}

/** What of these rows is handed out, and which requests with it. */
export function unplacedSlice(rows: readonly UnplacedRow[]): {
  readonly items: readonly UnplacedItem[];
  readonly requests: readonly number[];
  readonly cursor: number | undefined;
} {
  const items: UnplacedItem[] = [];
  const requests = new Set<number>();
  let bytes = 0;
  for (const { id, raw, item, size } of rows) {
    if (bytes >= MAX_BYTES) break;
    const request = size === 0 ? 0 : raw;
    if (request !== 0 && !requests.has(request)) bytes += size;
    if (request !== 0) requests.add(request);
    items.push({ id, request, item: item ?? undefined });
  }
  const isMore = items.length < rows.length || rows.length >= UNPLACED_BATCH;
  return { items, requests: [...requests], cursor: isMore ? items.at(-1)?.id : undefined };
}
