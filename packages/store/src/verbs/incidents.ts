import {
  type IncidentAnswer,
  type IncidentChange,
  type IncidentRow,
  type IncidentsInput,
  type Page,
  toDate,
} from "@relance/spec";
import type { StoredRow } from "../rows/sql.ts";
import { toPage } from "../rows/to-page.ts";
import type { Reading, Work } from "../work/work.ts";

const OPEN = `select id, figures, notes from incidents
  where campaign = $1 and kind = $2 and provider = $3 and destination = $4 and ended_at is null for update`;
const INSERT = `insert into incidents (campaign, kind, provider, destination, started_at, figures, notes)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id`;
const NOTE = "update incidents set figures = $2, notes = $3, ended_at = $4 where id = $1";

/** Maximum number of notes per incident. Beyond it, the first note and the latest notes are kept. */
const MOST_NOTES = 100;

export async function incident(work: Work, change: IncidentChange): Promise<IncidentAnswer> {
  const { campaign, kind, provider, destination, fact, action, did, figures, actor } = change;
  if (provider !== "") await work.strings.need([provider]);
  const subject = [campaign, kind, provider === "" ? 0 : work.stringId(provider), destination] as const;
  const note = { at: work.now, actor, fact, action, did };
  const open = await work.sql.one<Pick<StoredIncident, "id" | "figures" | "notes">>(OPEN, ...subject);
  if (open === undefined) {
    if (change.change !== "open") return { status: "unknown", id: 0 };
    const shown = JSON.stringify(figures ?? {});
    const values = [...subject, work.now, shown, JSON.stringify([note])];
    const added = await work.sql.one<StoredRow<"id">>(INSERT, ...values);
    if (added === undefined) return incident(work, change); // another process has opened the same incident
    if (campaign !== 0) work.log.addCampaign(campaign, "incident.opened");
    return { status: "opened", ...added };
  }
  const isEnd = change.change === "end";
  const notes = [...(JSON.parse(open.notes) as unknown[]), note];
  if (notes.length > MOST_NOTES) notes.splice(1, notes.length - MOST_NOTES);
  const shown = figures === undefined ? open.figures : JSON.stringify(figures);
  await work.sql.run(NOTE, open.id, shown, JSON.stringify(notes), isEnd ? work.now : null);
  if (isEnd && campaign !== 0) work.log.addCampaign(campaign, "incident.ended");
  return { status: isEnd ? "ended" : "noted", id: open.id };
}

type StoredIncident = Pick<IncidentRow, "id" | "campaign" | "kind" | "destination"> &
  StoredRow<"startedAt", "figures" | "notes", "name" | "provider"> & { readonly endedAt: number | null };

type StoredNote = Omit<IncidentRow["notes"][number], "at"> & { readonly at: number };

const SELECT = `select i.id, i.campaign, c.name, i.kind, w.text as provider, i.destination, i.started_at as "startedAt",
  i.ended_at as "endedAt", i.figures, i.notes from incidents i left join campaigns c on c.id = i.campaign
  left join strings w on w.id = i.provider
  where i.id > $1 and ($2::int is null or i.campaign = $2) and (not $3::boolean or i.ended_at is null)
  order by i.id limit $4`;

export async function incidents({ sql }: Reading, input: IncidentsInput): Promise<Page<IncidentRow>> {
  const { campaign, open = false, cursor = "0", limit } = input;
  const found = await sql.all<StoredIncident>(SELECT, Number(cursor), campaign ?? null, open, limit);
  return toPage(found, limit, incidentRow);
}

function incidentRow({ name, provider, startedAt, endedAt, figures, notes, ...row }: StoredIncident): IncidentRow {
  return {
    ...row,
    name: name ?? "",
    provider: provider ?? "",
    startedAt: toDate(startedAt),
    endedAt: endedAt === null ? undefined : toDate(endedAt),
    figures: JSON.parse(figures) as Record<string, number>,
    notes: (JSON.parse(notes) as StoredNote[]).map(({ at, action, ...note }) => ({ ...note, at: toDate(at), action })),
  };
}
