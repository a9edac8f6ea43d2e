import type { IncidentRow, Store } from "@relance/spec";
import { readIncidents } from "../incidents/read-incidents.ts";
import type { AlertMemory } from "./alert-memory.ts";

/** The incidents about which there may be news: what is open, what has begun, and what was open and is not any more. */
export async function readRecent(store: Store, before: AlertMemory | undefined): Promise<readonly IncidentRow[]> {
  // once all: whatever is over by now is the past
  if (before === undefined) return Array.fromAsync(readIncidents(store, {}));
  const found = new Map<number, IncidentRow>();
  const add = (rows: readonly IncidentRow[]) => {
    for (const row of rows) found.set(row.id, row);
  };
  add(await Array.fromAsync(readIncidents(store, { open: true })));
  add(await Array.fromAsync(readIncidents(store, {}, String(before.through))));
  for (const id of Object.keys(before.open)) {
    if (!found.has(Number(id))) add((await readIncident(store, Number(id))) ?? []);
  }
  return [...found.values()].toSorted((a, b) => a.id - b.id);
}

export async function readIncident(store: Store, id: number): Promise<readonly IncidentRow[]> {
  const { rows } = await store.incidents({ cursor: String(id - 1), limit: 1 });
  return rows.filter((row) => row.id === id);
}
