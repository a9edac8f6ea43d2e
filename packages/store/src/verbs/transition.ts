import type { TransitionAnswer, TransitionInput } from "@relance/spec";
import { campaignState, extendCampaign, lockCampaign, setCampaignState } from "../moves/campaigns.ts";
import { enrolledUnder } from "../moves/changing-contacts.ts";
import { SETTLED, settleRefusals } from "../moves/row-objection.ts";
import { steer } from "../moves/steer-queues.ts";
import type { HotRow } from "../rows/hot-row.ts";
import { countVersion } from "../rows/person-changes.ts";
import {
  type BegunTransition,
  NOTHING_MOVED,
  personTransition,
  transitionName,
  transitionRefusal,
} from "../rows/person-transition.ts";
import { numbersIn, pluck } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const NEXT = "select id from people where campaign = $1 and id > $2 order by id limit $3";

const BEGUN = "select id as through, actor, reason from walks where campaign = $1 and name = $2 for update";
const KEEP = `insert into walks (campaign, name, actor, reason, id) values ($1, $2, $3, $4, $5)
  on conflict (campaign, name) do update set id = excluded.id`;

const DONE = "delete from walks where campaign = $1 and name = $2";

const FOLLOW = "update people set deadline = $1 where id = any($2::bigint[]) and deadline < $1";

export async function transition(work: Work, input: TransitionInput): Promise<TransitionAnswer> {
  const { campaign, keys } = input;
  // two processes that run the same command share its work
  const locks = keys === undefined && input.transition !== "reveal";
  const state = await (locks ? lockCampaign : campaignState)(work, campaign);
  const refused = transitionRefusal(input, state, work.now);
  if (refused !== undefined) {
    // a refused command ends, but recipients that it has already changed stay changed
    if (keys === undefined) await work.sql.run(DONE, campaign, transitionName(input));
    return { ...NOTHING_MOVED, unknown: keys ?? [], refused };
  }
  if (input.transition === "reveal") return reveal(work, input);
  if (input.version !== undefined) await work.context.versions.need(work.sql, [input.version]);
  if (keys !== undefined) return transitionNamed(work, input, keys);
  if (input.transition === "cancel" && state === "cancelled") return NOTHING_MOVED; // another process was faster
  return transitionAll(work, input);
}

/** Records who saw addresses: one event per given recipient, or a single event if all were shown. */
async function reveal(work: Work, { campaign, keys, ...by }: TransitionInput): Promise<TransitionAnswer> {
  const kind = "enrollment.revealed";
  const order = await work.order(by);
  if (keys === undefined) work.log.addCampaign(campaign, kind, order);
  else
    for (const row of await work.rows.lock((await enrolledUnder(work, campaign, keys)).values()))
      work.save(row, { events: [{ kind, cause: "none" }] }, undefined, order);
  return NOTHING_MOVED;
}

async function transitionNamed(work: Work, input: TransitionInput, keys: readonly string[]): Promise<TransitionAnswer> {
  const { campaign } = input;
  const order = await work.order(input);
  const ids = await enrolledUnder(work, campaign, keys);
  const held = await work.rows.lock(keys.flatMap((key) => ids.get(key) ?? []));
  const known = new Map(held.map((row) => [row.id, row]));
  const stale: string[] = [];
  const chosen = keys.flatMap((key, place) => {
    const row = known.get(ids.get(key) ?? 0);
    if (row === undefined) return [];
    if ((input.revisions?.[place] ?? row.revision) === row.revision) return row;
    stale.push(key);
    return [];
  });
  const { ids: done, ...moved } = await transitionRows(work, input, chosen, order);
  const gone = input.transition === "remove" ? keys.filter((key) => !key.includes("\0")) : [];
  const settled = await settleRefusals(work, campaign, gone, SETTLED.withdrawn);
  const refused = new Set([...settled].filter((key) => !ids.has(key)));
  const same = new Set(pluck(chosen, "id").filter((id) => !done.has(id)));
  return {
    ...NOTHING_MOVED,
    ...moved,
    moved: moved.moved + refused.size,
    unknown: keys.filter((key) => !ids.has(key) && !refused.has(key)),
    stale,
    unmoved: keys.filter((key) => same.has(ids.get(key) ?? 0)),
  };
}

async function transitionAll(work: Work, input: TransitionInput): Promise<TransitionAnswer> {
  const { sql, context } = work;
  const { campaign } = input;
  const { batch } = context.settings;
  const name = transitionName(input);
  const [begun] = await sql.all<BegunTransition>(BEGUN, campaign, name);
  const { through, actor, reason } = begun ?? { through: 0, ...input };
  if (begun === undefined && (await isIdle(work, input))) return { ...NOTHING_MOVED, refused: "not-later" };
  const order = await work.order({ actor, reason });
  // later enrollments follow the campaign; an amendment applies once its version is defined
  if (begun === undefined && input.transition === "extend") await extendCampaign(work, campaign, input.until, order);
  if (begun === undefined && input.transition === "cancel") {
    await setCampaignState(work, campaign, "cancelling");
    await steer(work, { campaign, gate: "held", actor, reason });
  }
  const next = numbersIn(await sql.rows(NEXT, campaign, through, batch));
  const { ids: _, ...moved } = await transitionRows(work, input, await work.rows.lock(next), order);
  if (next.length === batch) {
    await keepTransition(work, { campaign, name, actor, reason, through: next.at(-1) ?? through });
    return { ...NOTHING_MOVED, ...moved, more: true };
  }
  await sql.run(DONE, campaign, name);
  if (input.transition === "cancel") await setCampaignState(work, campaign, "cancelled", "campaign.cancelled", order);
  return { ...NOTHING_MOVED, ...moved };
}

export async function keepTransition({ sql }: Work, begun: BegunTransition): Promise<void> {
  const { campaign, name, actor, reason, through } = begun;
  await sql.run(KEEP, campaign, name, actor, reason, through);
}

async function isIdle({ sql }: Work, { campaign, transition: kind, until = 0 }: TransitionInput): Promise<boolean> {
  const anybody = "select 1 from people where campaign = $1";
  if (kind !== "extend" || (await sql.row(`${anybody} limit 1`, campaign)) === undefined) return false;
  return (await sql.row(`${anybody} and deadline < $2 limit 1`, campaign, Math.floor(until))) === undefined;
}

async function transitionRows(
  work: Work,
  input: TransitionInput,
  rows: readonly HotRow[],
  order: number,
): Promise<Pick<TransitionAnswer, "moved" | "reopened"> & { readonly ids: ReadonlySet<number> }> {
  const done = rows.flatMap((row) => {
    const { version } = row;
    const answer = personTransition(row, work.version(row).plan, input, work.now);
    if (!answer.isMoved) return [];
    countVersion(work.deltas, row, version);
    work.save(row, answer.change, undefined, answer.isOrdered ? order : 0);
    if (answer.isReopened) work.health.reopenCampaign(row.campaign);
    return { id: row.id, isReopened: answer.isReopened };
  });
  if (input.transition === "extend") await work.sql.run(FOLLOW, Math.floor(input.until ?? 0), pluck(rows, "id"));
  const reopened = done.filter(({ isReopened }) => isReopened).length;
  return { moved: done.length, reopened, ids: new Set(pluck(done, "id")) };
}
