import type { IncidentMeasure, IncidentRow } from "@relance/spec";
import type { Alert, AlertChange, AlertMemory } from "./alert-memory.ts";
import type { AlertLevel } from "./alert-options.ts";

/** These stop messages, or what follows from their silence. */
const STOPS: ReadonlySet<IncidentMeasure | undefined> = new Set(["paused", "rerouted", "held"]);

/** How bad an incident is, by what the machine did about it. */
export function levelOf({ notes }: IncidentRow): AlertLevel {
  return notes.some(({ did }) => STOPS.has(did)) ? "action" : "warn";
}

/** What a look at the incidents found. */
export interface Noticed {
  readonly memory: Pick<AlertMemory, "through" | "open">;
  readonly alerts: readonly Alert[];
}

/**
 * What recipients have to hear now: what has begun, got worse or ended since the last check, each once. A first check
 * tells of what is open and leaves the past alone. An incident that was never told ends without a word.
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
    if (!isNew && !(id in open)) continue; // over, and told so
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
