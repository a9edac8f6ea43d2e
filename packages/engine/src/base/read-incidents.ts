import type { IncidentRow, Store } from "@relance/spec";
import { rowsOf } from "./rows-of.ts";

const PAGE = 200;

/** Reads incidents in the order in which they began. */
export function readIncidents(
  store: Store,
  filter: { readonly campaign?: number | undefined; readonly open?: boolean | undefined },
  from?: string,
): AsyncIterable<IncidentRow> {
  return rowsOf((cursor) => store.incidents({ ...filter, cursor, limit: PAGE }), from);
}
