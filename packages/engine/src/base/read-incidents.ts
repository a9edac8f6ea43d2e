import type { IncidentRow, Store } from "@relance/spec";
import { rowsOf } from "./rows-of.ts";

const PAGE = 200;

/** Reads incidents in order of their start, from a cursor or from the beginning. */
export function readIncidents(
  store: Store,
  filter: { readonly campaign?: number | undefined; readonly open?: boolean | undefined },
  from?: string,
): AsyncIterable<IncidentRow> {
  return rowsOf((cursor) => store.incidents({ ...filter, cursor, limit: PAGE }), from);
}
