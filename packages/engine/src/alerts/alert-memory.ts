import type { IncidentRow, Store } from "@relance/spec";
import { readKept } from "../base/leased-task.ts";
import { readIncidents } from "../base/read-incidents.ts";
import type { AlertLevel } from "./alert-options.ts";

/** A change of an incident that operators are alerted to. */
export type AlertChange = "opened" | "worsened" | "ended";

/** One pending alert. */
export interface Alert {
  /** Stable: the same change of the same incident has the same id in every process. */
  readonly id: string;
  readonly incident: number;
  readonly change: AlertChange;
  /** By the store's clock. */
  readonly at: number;
}

/** The pending alerts of one receiver: the webhook, or one person on one channel. */
export interface LineMemory {
  readonly waiting: readonly Alert[];
  /** When alerts were sent within the last hour. */
  readonly sentAt: readonly number[];
  /** Failed tries since the last success. */
  readonly tries: number;
  readonly retryAt: number;
}

/** The state of alerting, kept in the store: any worker can continue. */
export interface AlertMemory {
  /** Incidents up to this id are processed. */
  readonly through: number;
  /** Open incidents, each with its highest reported level; "" = not reported. */
  readonly open: Readonly<Record<string, AlertLevel | "">>;
  /** By name: `webhook`, `email 0`, `sms 0`. */
  readonly lines: Readonly<Record<string, LineMemory>>;
}

export const NOTHING_TOLD: AlertMemory = { through: 0, open: {}, lines: {} };
export const IDLE_LINE: LineMemory = { waiting: [], sentAt: [], tries: 0, retryAt: 0 };

/** Parses the state, which another version may have written; unreadable state is reset. `undefined` = never alerted. */
export function readAlertMemory(data: string | undefined): AlertMemory | undefined {
  const kept = readKept<Partial<AlertMemory>>(data);
  return kept && { ...NOTHING_TOLD, ...kept };
}

/** Incidents with possible news: open ones, new ones, and those that were open before. */
export async function readRecent(store: Store, before: AlertMemory | undefined): Promise<readonly IncidentRow[]> {
  // the first time: incidents that have ended are not reported
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
