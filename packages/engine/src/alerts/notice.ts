import type { IncidentMeasure, IncidentRow, Store } from "@relance/spec";
import { readKept } from "../base/leased-task.ts";
import { readIncidents } from "../base/read-incidents.ts";
import type { AlertLevel } from "./alert-options.ts";

/** What happened to an incident that people are told of. */
export type AlertChange = "opened" | "worsened" | "ended";

/** One alert that has not been told yet. */
export interface Alert {
  /** Stable: the same change of the same incident has the same id in every process. */
  readonly id: string;
  readonly incident: number;
  readonly change: AlertChange;
  /** When it was noticed, by the store's clock. */
  readonly at: number;
}

/** What one receiver still has to hear. */
export interface LineMemory {
  readonly waiting: readonly Alert[];
  /** When it was told something, within the last hour. */
  readonly sentAt: readonly number[];
  /** Vain attempts since the last success. */
  readonly tries: number;
  readonly retryAt: number;
}

/** What is remembered of alerts from look to look, in the store: any worker goes on with it. */
export interface AlertMemory {
  /** Incidents up to this id have been looked at. */
  readonly through: number;
  /** Incidents that have not ended, and the worst that was said of each; "" = nothing was. */
  readonly open: Readonly<Record<string, AlertLevel | "">>;
  /** By name: `webhook`, `call`. */
  readonly lines: Readonly<Record<string, LineMemory>>;
}

export const NOTHING_TOLD: AlertMemory = { through: 0, open: {}, lines: {} };
export const IDLE_LINE: LineMemory = { waiting: [], sentAt: [], tries: 0, retryAt: 0 };

/** Reads what another version may have written; what cannot be read is begun anew. `undefined` = nothing was ever told. */
export function readAlertMemory(data: string | undefined): AlertMemory | undefined {
  const kept = readKept<Partial<AlertMemory>>(data);
  return kept && { ...NOTHING_TOLD, ...kept };
}

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

/** These stop messages, or what follows from their silence. */
const STOPS: ReadonlySet<IncidentMeasure | undefined> = new Set(["paused", "rerouted", "held"]);

/** The level of an incident, from the measures taken. */
export function levelOf({ notes }: IncidentRow): AlertLevel {
  return notes.some(({ did }) => STOPS.has(did)) ? "action" : "warn";
}

export interface Noticed {
  readonly memory: Pick<AlertMemory, "through" | "open">;
  readonly alerts: readonly Alert[];
}

/**
 * Finds changes to alert: incidents that began, got worse or ended since the last pass, each once. The first pass
 * reports open incidents only. An incident that was never reported ends silently.
 */
export function notice(
  before: AlertMemory | undefined,
  incidents: readonly IncidentRow[],
  from: AlertLevel,
  now: number,
): Noticed {
  const open: Record<string, AlertLevel | ""> = { ...before?.open };
  let through = before?.through ?? 0;
  const alerts: Alert[] = [];
  for (const incident of incidents) {
    const { id, endedAt } = incident;
    const isNew = id > through;
    through = Math.max(through, id);
    const said = open[id] ?? "";
    if (!isNew && !(id in open)) continue; // ended, and reported
    if (endedAt !== undefined && before === undefined) continue;
    const level = levelOf(incident);
    const isLoud = from === "warn" || level === "action";
    const change = changeOf({ said, level, isLoud, isOver: endedAt !== undefined, isNew });
    if (change !== undefined) alerts.push(alertOf(incident, change, now));
    if (endedAt !== undefined) delete open[id];
    else open[id] = isLoud ? level : said;
  }
  return { memory: { through, open }, alerts };
}

function changeOf(seen: {
  readonly said: AlertLevel | "";
  readonly level: AlertLevel;
  readonly isLoud: boolean;
  readonly isOver: boolean;
  readonly isNew: boolean;
}): AlertChange | undefined {
  const { said, level, isLoud, isOver, isNew } = seen;
  if (isOver) return said !== "" || (isNew && isLoud) ? "ended" : undefined;
  if (!isLoud) return undefined;
  if (said === "") return "opened";
  return said === "warn" && level === "action" ? "worsened" : undefined;
}

function alertOf({ id, startedAt }: IncidentRow, change: AlertChange, at: number): Alert {
  return { id: `alert-${startedAt.getTime().toString(36)}-${id}-${change}`, incident: id, change, at };
}
