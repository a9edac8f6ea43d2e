import type { MoveAnswer, MoveInput } from "@relance/spec";
import { before, type HotRow, handMove, hotRow } from "@relance/store-kit";
import { setCampaignState } from "../campaigns.ts";
import { steer } from "../lanes.ts";
import { HOT_COLUMNS, readHot } from "../row.ts";
import { numberAt } from "../sql.ts";
import type { Work } from "../work.ts";

const BATCH = 256;

const NEXT = `select ${HOT_COLUMNS} from enrollments where campaign = ? and id > ? order by id limit ${BATCH}`;

const SAVE = `insert into moves (campaign, move, actor, reason, through) values (?, ?, ?, ?, ?)
  on conflict do update set through = excluded.through, actor = excluded.actor, reason = excluded.reason`;

/** Moves people by hand: those named, or everybody in slices that go on where the last one stopped. */
export function move(work: Work, input: MoveInput): MoveAnswer {
  return input.keys === undefined ? moveAll(work, input) : moveNamed(work, input, input.keys);
}

function moveNamed(work: Work, input: MoveInput, keys: readonly string[]): MoveAnswer {
  const unknown: string[] = [];
  let moved = 0;
  for (const key of keys) {
    const found = work.sql.row("select id from people where key = ? and campaign = ?", key, input.campaign);
    const row = found === undefined ? undefined : readHot(work.sql, numberAt(found, 0));
    if (row === undefined) unknown.push(key);
    else moved += moveOne(work, input.move, row);
  }
  return { moved, unknown, more: false };
}

function moveAll(work: Work, { campaign, move: kind, actor, reason }: MoveInput): MoveAnswer {
  const { sql } = work;
  const begun = sql.row("select through from moves where campaign = ? and move = ?", campaign, kind);
  if (begun === undefined && kind === "cancel") stop(work, campaign, actor, reason);
  let through = begun === undefined ? 0 : numberAt(begun, 0);
  let moved = 0;
  for (;;) {
    const rows = sql.rows(NEXT, campaign, through).map(hotRow);
    for (const row of rows) moved += moveOne(work, kind, row);
    through = rows.at(-1)?.id ?? through;
    if (rows.length < BATCH) break;
    if (!work.isSliceOver) continue;
    sql.run(SAVE, campaign, kind, actor, reason, through);
    return { moved, unknown: [], more: true };
  }
  sql.run("delete from moves where campaign = ? and move = ?", campaign, kind);
  if (kind === "cancel") setCampaignState(work, campaign, "cancelled", "campaign.cancelled");
  return { moved, unknown: [], more: false };
}

/** Nothing of a cancelled campaign leaves any more, from this commit on. */
function stop(work: Work, campaign: number, actor: string, reason: string): void {
  setCampaignState(work, campaign, "cancelling");
  steer(work, { campaign, gate: "held", actor, reason });
}

function moveOne(work: Work, kind: MoveInput["move"], row: HotRow): number {
  const was = before(row);
  const change = handMove(row, work.version(row).plan, kind, work.now);
  if (change.events.length === 0) return 0;
  work.save(row, was, change);
  return 1;
}
