import type { MoveAnswer, MoveInput } from "@relance/spec";
import { before, type HotRow, handMove } from "@relance/store-kit";
import { lockCampaign, setCampaignState } from "../campaigns.ts";
import { texts } from "../literals.ts";
import { numberAt } from "../sql.ts";
import { steer } from "../steering.ts";
import type { Work } from "../work.ts";

const NAMED = "select key, id from people where campaign = $1 and key = any($2::text[])";
const NEXT = "select id from people where campaign = $1 and id > $2 order by id limit $3";
const BEGUN = "select through from moves where campaign = $1 and move = $2 for update";
const SAVE = `insert into moves (campaign, move, actor, reason, through) values ($1, $2, $3, $4, $5)
  on conflict (campaign, move) do update set through = excluded.through, actor = excluded.actor,
  reason = excluded.reason`;

/** Moves people by hand: those named, or everybody in slices that go on where the last one stopped. */
export async function move(work: Work, input: MoveInput): Promise<MoveAnswer> {
  return input.keys === undefined ? moveAll(work, input) : moveNamed(work, input, input.keys);
}

async function moveNamed(work: Work, input: MoveInput, keys: readonly string[]): Promise<MoveAnswer> {
  const rows = await work.sql.rows(NAMED, input.campaign, texts(keys.filter((key) => !key.includes("\0"))));
  const ids = new Map(rows.map((row) => [row[0] as string, numberAt(row, 1)]));
  const held = await work.rows.lock(keys.flatMap((key) => ids.get(key) ?? []));
  const moved = held.reduce((sum, row) => sum + moveOne(work, input.move, row), 0);
  return { moved, unknown: keys.filter((key) => !ids.has(key)), more: false };
}

/** The campaign's row is held: of two processes that move everybody, one goes on where the other stopped. */
async function moveAll(work: Work, { campaign, move: kind, actor, reason }: MoveInput): Promise<MoveAnswer> {
  const { sql, context } = work;
  const { batch } = context.settings;
  await lockCampaign(work, campaign);
  const begun = await sql.row(BEGUN, campaign, kind);
  if (begun === undefined && kind === "cancel") await stop(work, campaign, actor, reason);
  const through = begun === undefined ? 0 : numberAt(begun, 0);
  const next = (await sql.rows(NEXT, campaign, through, batch)).map((row) => numberAt(row, 0));
  const held = await work.rows.lock(next);
  const moved = held.reduce((sum, row) => sum + moveOne(work, kind, row), 0);
  if (next.length === batch) {
    await sql.run(SAVE, campaign, kind, actor, reason, next.at(-1) ?? through);
    return { moved, unknown: [], more: true };
  }
  await sql.run("delete from moves where campaign = $1 and move = $2", campaign, kind);
  if (kind === "cancel") await setCampaignState(work, campaign, "cancelled", "campaign.cancelled");
  return { moved, unknown: [], more: false };
}

/** Nothing of a cancelled campaign leaves any more, from this commit on. */
async function stop(work: Work, campaign: number, actor: string, reason: string): Promise<void> {
  await setCampaignState(work, campaign, "cancelling");
  await steer(work, { campaign, gate: "held", actor, reason });
}

function moveOne(work: Work, kind: MoveInput["move"], row: HotRow): number {
  const was = before(row);
  const change = handMove(row, work.version(row).plan, kind, work.now);
  if (change.events.length === 0) return 0;
  work.save(row, was, change);
  return 1;
}
