import type { IncidentMeasure, IncidentRow } from "@relance/spec";
import type { Alert, AlertChange, AlertMemory } from "./alert-memory.ts";
import type { AlertLevel } from "./alert-options.ts";

/** Measures that stop messages or escalation. */
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
