import type { IncidentAnswer, IncidentChange } from "@relance/spec";
import type { Work } from "../transaction/work.ts";

interface OpenIncident {
  readonly id: number;
  readonly figures: string;
  readonly notes: string;
}

const OPEN = `select id, figures, notes from incidents
  where campaign = ? and kind = ? and provider = ? and part = ? and ended_at is null`;
const INSERT = `insert into incidents (campaign, kind, provider, part, started_at, figures, notes)
  values (?, ?, ?, ?, ?, ?, ?)`;
const NOTE = "update incidents set figures = ?, notes = ?, ended_at = ? where id = ?";

/** An incident that changes its mind often does not fill the store: the first and the latest notes stay. */
const MOST_NOTES = 100;

/** Opens, notes or ends an incident. Of one subject only one is open, so a repeat notes what it says. */
export function incident(work: Work, change: IncidentChange): IncidentAnswer {
  const { campaign, kind, provider, part, fact, action, did, figures, actor } = change;
  const subject = [campaign, kind, provider === "" ? 0 : work.word(provider), part] as const;
  const note = { at: work.now, actor, fact, action, did };
  const open = work.sql.one<OpenIncident>(OPEN, ...subject);
  if (open === undefined) {
    if (change.change !== "open") return { status: "unknown", id: 0 };
    const id = work.sql.insert(
      INSERT,
      ...subject,
      work.now,
      JSON.stringify(figures ?? {}),
      JSON.stringify([note]),
    );
    if (campaign !== 0) work.log.addCampaign(campaign, "incident.opened");
    return { status: "opened", id };
  }
  const isEnd = change.change === "end";
  const notes = [...(JSON.parse(open.notes) as unknown[]), note];
  if (notes.length > MOST_NOTES) notes.splice(1, notes.length - MOST_NOTES);
  const shown = figures === undefined ? open.figures : JSON.stringify(figures);
  work.sql.run(NOTE, shown, JSON.stringify(notes), isEnd ? work.now : null, open.id);
  if (isEnd && campaign !== 0) work.log.addCampaign(campaign, "incident.ended");
  return { status: isEnd ? "ended" : "noted", id: open.id };
}
