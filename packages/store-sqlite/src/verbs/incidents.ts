import type { IncidentKind, IncidentMeasure, IncidentRow, IncidentsInput, Page } from "@relance/spec";
import type { StoreContext } from "../transaction/context.ts";

interface StoredIncident {
  readonly id: number;
  readonly campaign: number;
  readonly name: string | null;
  readonly kind: IncidentKind;
  readonly provider: number;
  readonly part: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly figures: string;
  readonly notes: string;
}

const SELECT = `select i.id, i.campaign, c.name, i.kind, i.provider, i.part, i.started_at as startedAt, i.ended_at as endedAt,
  i.figures, i.notes from incidents i left join campaigns c on c.id = i.campaign
  where i.id > ?1 and (?2 is null or i.campaign = ?2) and (?3 = 0 or i.ended_at is null) order by i.id limit ?4`;

/** Incidents in the order of their start. */
export function incidents(context: StoreContext, input: IncidentsInput): Page<IncidentRow> {
  const { campaign, open = false, cursor = "0", limit } = input;
  const found = context.sql.all<StoredIncident>(
    SELECT,
    Number(cursor),
    campaign ?? null,
    Number(open),
    limit,
  );
  const last = found.at(-1);
  return {
    rows: found.map((row) => incidentRow(context, row)),
    cursor: last === undefined || found.length < limit ? undefined : String(last.id),
  };
}

function incidentRow({ words }: StoreContext, row: StoredIncident): IncidentRow {
  const notes = JSON.parse(row.notes) as readonly {
    at: number;
    actor: string;
    fact: string;
    action?: string;
    did?: IncidentMeasure;
  }[];
  return {
    id: row.id,
    campaign: row.campaign,
    name: row.name ?? "",
    kind: row.kind,
    provider: row.provider === 0 ? "" : words.wordOf(row.provider),
    part: row.part,
    startedAt: new Date(row.startedAt),
    endedAt: row.endedAt === null ? undefined : new Date(row.endedAt),
    figures: JSON.parse(row.figures) as Record<string, number>,
    notes: notes.map(({ at, action, ...note }) => ({ ...note, at: new Date(at), action })),
  };
}
