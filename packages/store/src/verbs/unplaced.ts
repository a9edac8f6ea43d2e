import type { UnplacedItem, UnplacedPage, UnplacedRequest } from "@relance/spec";
import type { Reading } from "../transaction/reading.ts";
import { listOf, numberAt } from "../transaction/sql.ts";

/** Items of one slice at most. */
const UNPLACED_BATCH = 1_000;
/** The slice ends with the request that makes it so large, in bytes. */
const MAX_BYTES = 1_048_576;

/** Ids that one slice looks through: however many of them were placed, it takes no longer. */
export const UNPLACED_SPAN = 20_000;

/** Rows behind `parameter`, a number, that found nobody: of {@link UNPLACED_SPAN} ids. */
export function unplacedItems(parameter: string): string {
  const within = (id: string) => `${id} > ${parameter} and ${id} <= ${parameter} + ${UNPLACED_SPAN}`;
  return `select i.id, i.raw, i.item, coalesce(length(r.bytes), 0) as size from inbox i left join raw r on r.id = i.raw
    where ${within("i.id")} and (i.fold in (0, 3) or (i.fold = 2 and i.ref is not null) or (i.type = 2 and i.attempt = 0)
      or (i.type = 1 and i.id in (select inbox from replies where enrollment = 0 and ${within("inbox")})))
    and (r.id is not null or i.item is not null) order by i.id limit ${UNPLACED_BATCH}`;
}

/** Where the walk ends. */
const LAST_ITEM = "select coalesce(max(id), 0) from inbox";

/** A row of {@link unplacedItems}. */
interface UnplacedRow {
  readonly id: number;
  readonly raw: number;
  readonly item: string | null;
  readonly size: number;
}

/** What of these rows behind `after` is handed out, and which requests with it. The last id that there is: `last`. */
function unplacedSlice(
  rows: readonly UnplacedRow[],
  { after, last }: { readonly after: number; readonly last: number },
): {
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
  const isCut = items.length < rows.length || rows.length >= UNPLACED_BATCH;
  const through = isCut ? (items.at(-1)?.id ?? after) : after + UNPLACED_SPAN;
  return { items, requests: [...requests], cursor: through < last ? through : undefined };
}

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
