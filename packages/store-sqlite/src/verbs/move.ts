import { ATTEMPT } from "@relance/rules";
import type { MoveAnswer, MoveInput } from "@relance/spec";
import {
  type BegunMove,
  before,
  countVersion,
  type HotRow,
  handMove,
  hotRow,
  moveName,
  moveRefusal,
  NOT_ASKED_BITS,
  NOTHING_MOVED,
  orderText,
  recallsOf,
} from "@relance/store";
import {
  amendCampaign,
  campaignState,
  extendCampaign,
  reopenCampaign,
  setCampaignState,
} from "../campaigns/campaigns.ts";
import { steer } from "../lanes/lanes.ts";
import { HOT_COLUMNS, readHot } from "../people/row.ts";
import { settleRefusals } from "../people/settled-refusals.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const BATCH = 256;

const NEXT = `select ${HOT_COLUMNS} from enrollments where campaign = ? and id > ? order by id limit ${BATCH}`;

const BEGUN = "select through, actor, reason from moves where campaign = ? and move = ?";

const SAVE = `insert into moves (campaign, move, actor, reason, through) values (?, ?, ?, ?, ?)
  on conflict do update set through = excluded.through`;

const DONE = "delete from moves where campaign = ? and move = ?";

/** Moves people by hand: those named, or everybody in slices that go on where the last one stopped. */
export function move(work: Work, input: MoveInput): MoveAnswer {
  const state = campaignState(work.sql, input.campaign);
  const refused = moveRefusal(input, state, work.now);
  if (refused !== undefined) {
    // what was begun when it could still be done stays as far as it came
    if (input.keys === undefined) work.sql.run(DONE, input.campaign, moveName(input));
    return { ...NOTHING_MOVED, unknown: input.keys ?? [], refused };
  }
  if (input.keys !== undefined) return moveNamed(work, input, input.keys);
  if (input.move === "cancel" && state === "cancelled") return NOTHING_MOVED; // another process came to the end
  if (input.move !== "reveal") return moveAll(work, input);
  work.log.addCampaign(input.campaign, "campaign.exported", work.word(orderText(input)));
  return NOTHING_MOVED;
}

function moveNamed(work: Work, input: MoveInput, keys: readonly string[]): MoveAnswer {
  const order = work.word(orderText(input));
  const unknown: string[] = [];
  const stale: string[] = [];
  const unmoved: string[] = [];
  const moved = new Moved();
  for (const [place, key] of keys.entries()) {
    const found = work.sql.row("select id from people where key = ? and campaign = ?", key, input.campaign);
    const row = found === undefined ? undefined : readHot(work.sql, numberAt(found, 0));
    const isRefusal = input.move === "withdraw" && settleRefusals(work, input.campaign, key);
    if (row === undefined && isRefusal) moved.moved += 1;
    else if (row === undefined) unknown.push(key);
    else if ((input.epochs?.[place] ?? row.epoch) !== row.epoch) stale.push(key);
    else if (!moveOne(work, input, row, order, moved)) unmoved.push(key);
  }
  return { ...NOTHING_MOVED, ...moved, unknown, stale, unmoved };
}

function moveAll(work: Work, input: MoveInput): MoveAnswer {
  const { sql } = work;
  const { campaign } = input;
  const name = moveName(input);
  const begun = sql.one<BegunMove>(BEGUN, campaign, name);
  const { through: from, actor, reason } = begun ?? { through: 0, ...input };
  if (begun === undefined && isIdle(work, input)) return { ...NOTHING_MOVED, refused: "not-later" };
  const order = work.word(orderText({ actor, reason }));
  if (begun === undefined) begin(work, input, order);
  let through = from;
  const moved = new Moved();
  for (;;) {
    const rows = sql.rows(NEXT, campaign, through).map(hotRow);
    for (const row of rows) moveOne(work, input, row, order, moved);
    through = rows.at(-1)?.id ?? through;
    if (rows.length < BATCH) break;
    if (!work.isSliceOver) continue;
    sql.run(SAVE, campaign, name, actor, reason, through);
    return { ...NOTHING_MOVED, ...moved, more: true };
  }
  sql.run(DONE, campaign, name);
  if (input.move === "cancel") setCampaignState(work, campaign, "cancelled", "campaign.cancelled", order);
  return { ...NOTHING_MOVED, ...moved };
}

/** The new deadline is nobody's gain. */
function isIdle({ sql }: Work, { campaign, move: kind, until = 0 }: MoveInput): boolean {
  if (kind !== "extend" || sql.row("select 1 from people where campaign = ? limit 1", campaign) === undefined)
    return false;
  const earlier = "select 1 from enrollments where campaign = ? and deadline < ? limit 1";
  return sql.row(earlier, campaign, Math.floor(until)) === undefined;
}

/** What holds for the whole campaign, from the first slice's commit on: also for those who are enrolled meanwhile. */
function begin(
  work: Work,
  { campaign, move: kind, until = 0, actor, reason }: MoveInput,
  order: number,
): void {
  if (kind === "amend") amendCampaign(work, campaign, order);
  if (kind === "extend") extendCampaign(work, campaign, Math.floor(until), order);
  if (kind !== "cancel") return;
  setCampaignState(work, campaign, "cancelling");
  steer(work, { campaign, gate: "held", actor, reason });
}

/** How many were moved. */
class Moved {
  moved = 0;
  reopened = 0;
}

const RECALL = `insert into recalls (attempt, provider) select id, provider from attempts
  where id = ? and state = ${ATTEMPT.accepted} and ref is not null and (bits & ${NOT_ASKED_BITS}) = 0 and provider in
  (select value from json_each(?)) on conflict do nothing`;

/** What was taken for somebody who is called off now is to be called back, where its provider can. */
function recall({ sql, context }: Work, able: readonly string[], attempt: number): void {
  if (able.length === 0 || attempt === 0) return;
  sql.run(RECALL, attempt, JSON.stringify(able.map((instance) => context.words.find(instance))));
}

function moveOne(work: Work, input: MoveInput, row: HotRow, order: number, sum: Moved): boolean {
  const was = before(row);
  const { version } = row;
  const { change, isMoved, isReopened, isOrdered } = handMove(row, work.version(row).plan, input, work.now);
  if (!isMoved) return false;
  countVersion(work.deltas, row, version);
  work.save(row, was, change, undefined, isOrdered ? order : 0);
  recall(work, recallsOf(input), row.lastAttempt);
  sum.moved += 1;
  if (isReopened) {
    sum.reopened += 1;
    reopenCampaign(work, row.campaign);
  }
  return true;
}
