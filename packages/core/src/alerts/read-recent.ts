import type { IncidentRow, Store } from "@relance/spec";
import type { AlertMemory } from "./alert-memory.ts";

const PAGE = 200;

/** The incidents about which there may be news: what is open, what has begun, and what was open and is not any more. */
export async function readRecent(store: Store, before: AlertMemory | undefined): Promise<readonly IncidentRow[]> {
  const found = new Map<number, IncidentRow>();
  const add = (rows: readonly IncidentRow[]) => {
    for (const row of rows) found.set(row.id, row);
  };
  const pages = async (filter: { open?: boolean; cursor?: string | undefined }) => {
    let { cursor } = filter;
    do {
      const page = await store.incidents({ open: filter.open, cursor, limit: PAGE });
      add(page.rows);
      cursor = page.cursor;
    } while (cursor !== undefined);
  };
  if (before === undefined) {
    await pages({}); // once: whatever is over by now is the past
    return [...found.values()];
  }
  await pages({ open: true });
  await pages({ cursor: String(before.through) });
  for (const id of Object.keys(before.open)) {
    if (!found.has(Number(id))) add((await readIncident(store, Number(id))) ?? []);
  }
  return [...found.values()].toSorted((a, b) => a.id - b.id);
}

/** One incident, as it stands. */
export async function readIncident(store: Store, id: number): Promise<readonly IncidentRow[]> {
  const { rows } = await store.incidents({ cursor: String(id - 1), limit: 1 });
  return rows.filter((row) => row.id === id);
}
