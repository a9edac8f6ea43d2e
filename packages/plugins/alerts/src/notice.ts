import { type IncidentMeasure, type IncidentRow, type PluginHost, readIncidents } from "@relance/spec";
import type { AlertLevel } from "./alerts-config.ts";

export type AlertChange = "opened" | "worsened" | "ended";

export interface Alert {
  /** The same in all processes for the same change of an incident. */
  readonly id: string;
  readonly incident: number;
  readonly change: AlertChange;
  readonly at: number;
}

/** The state of the task that alerts one receiver, stored so that any worker can continue the task. */
export interface AlertMemory {
  readonly through: number;
  /** The highest level that was reported for each open incident, by incident id; "" = not reported yet. */
  readonly open: Readonly<Record<string, AlertLevel | "">>;
  readonly waiting: readonly Alert[];
  /** The times of the alerts that the receiver got within the last hour. */
  readonly sentAt: readonly number[];
  readonly tries: number;
  readonly retryAt: number;
}

export const NOTHING_TOLD: AlertMemory = { through: 0, open: {}, waiting: [], sentAt: [], tries: 0, retryAt: 0 };

/** Parses a stored state. Returns `undefined` if the text is absent, or if another version wrote it in another form. */
export function readAlertMemory(data: string | undefined): AlertMemory | undefined {
  try {
    return data === undefined ? undefined : { ...NOTHING_TOLD, ...(JSON.parse(data) as Partial<AlertMemory>) };
  } catch {
    return undefined;
  }
}

type Reads = Pick<PluginHost["read"], "incidents">;

/** Returns the open incidents, and incidents that ended since the last check. */
export async function readRecent(store: Reads, before: AlertMemory | undefined): Promise<readonly IncidentRow[]> {
  // the first check reads all incidents
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

export async function readIncident(store: Reads, id: number): Promise<readonly IncidentRow[]> {
  const { rows } = await store.incidents({ cursor: String(id - 1), limit: 1 });
  return rows.filter((row) => row.id === id);
}

/** An incident with one of these measures has level `action`: messages or escalations stopped. */
const STOPS: ReadonlySet<IncidentMeasure | undefined> = new Set(["paused", "rerouted", "held"]);

export function alertLevel({ notes }: IncidentRow): AlertLevel {
  return notes.some(({ did }) => STOPS.has(did)) ? "action" : "warn";
}

/** Returns the changes of incidents that no alert has reported yet. The first check reports open incidents only. */
export function notice(
  before: AlertMemory | undefined,
  incidents: readonly IncidentRow[],
  from: AlertLevel,
  now: number,
): { readonly memory: Pick<AlertMemory, "through" | "open">; readonly alerts: readonly Alert[] } {
  const open: Record<string, AlertLevel | ""> = { ...before?.open };
  let through = before?.through ?? 0;
  const alerts: Alert[] = [];
  for (const incident of incidents) {
    const { id, endedAt } = incident;
    const isNew = id > through;
    through = Math.max(through, id);
    const said = open[id] ?? "";
    if (!isNew && !(id in open)) continue; // this incident has ended, and an alert has reported its end
    if (endedAt !== undefined && before === undefined) continue;
    const level = alertLevel(incident);
    const isLoud = from === "warn" || level === "action";
    const change = nextChange({ said, level, isLoud, isOver: endedAt !== undefined, isNew });
    if (change !== undefined) alerts.push(toAlert(incident, change, now));
    if (endedAt !== undefined) delete open[id];
    else open[id] = isLoud ? level : said;
  }
  return { memory: { through, open }, alerts };
}

function nextChange(seen: {
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

function toAlert({ id, startedAt }: IncidentRow, change: AlertChange, at: number): Alert {
  return { id: `alert-${startedAt.getTime().toString(36)}-${id}-${change}`, incident: id, change, at };
}
