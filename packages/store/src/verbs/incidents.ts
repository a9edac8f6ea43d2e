import {
  dateOf,
  type IncidentKind,
  type IncidentMeasure,
  type IncidentRow,
  type IncidentsInput,
  type Page,
} from "@relance/spec";
import type { Reading } from "../transaction/reading.ts";

interface StoredIncident {
  readonly id: number;
  readonly campaign: number;
  readonly name: string | null;
  readonly kind: IncidentKind;
  readonly provider: string | null;
  readonly part: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly figures: string;
  readonly notes: string;
}

interface StoredNote {
  readonly at: number;
  readonly actor: string;
  readonly fact: string;
  readonly action?: string;
  readonly did?: IncidentMeasure;
}

const SELECT = `select i.id, i.campaign, c.name, i.kind, w.word as provider, i.part, i.started_at as "startedAt",
  i.ended_at as "endedAt", i.figures, i.notes from incidents i left join campaigns c on c.id = i.campaign
  left join words w on w.id = i.provider
  where i.id > $1 and ($2::int is null or i.campaign = $2) and (not $3::boolean or i.ended_at is null)
  order by i.id limit $4`;

/** Incidents in the order of their start. */
export async function incidents({ sql }: Reading, input: IncidentsInput): Promise<Page<IncidentRow>> {
  const { campaign, open = false, cursor = "0", limit } = input;
  const found = await sql.all<StoredIncident>(SELECT, Number(cursor), campaign ?? null, open, limit);
  const last = found.at(-1);
  return {
    rows: found.map(incidentRow),
    cursor: last === undefined || found.length < limit ? undefined : String(last.id),
  };
}

function incidentRow(row: StoredIncident): IncidentRow {
  const notes = JSON.parse(row.notes) as readonly StoredNote[];
  return {
    id: row.id,
    campaign: row.campaign,
    name: row.name ?? "",
    kind: row.kind,
    provider: row.provider ?? "",
    part: row.part,
    startedAt: dateOf(row.startedAt),
    endedAt: row.endedAt === null ? undefined : dateOf(row.endedAt),
    figures: JSON.parse(row.figures) as Record<string, number>,
    notes: notes.map(({ at, action, ...note }) => ({ ...note, at: dateOf(at), action })),
  };
}
