import {
  type ClaimAnswer,
  type ClaimedRow,
  type ClaimRequest,
  type ClaimWant,
  type PersonKey,
  personKeysIn,
} from "@relance/spec";
import { laneOpensAt, laneSlots, leaseEnd } from "@relance/store";
import { readKeys } from "../people/person-keys.ts";
import { type Claimant, claimLane } from "../sending/claiming.ts";
import { LaneRates } from "../sending/lane-rates.ts";
import { gatherLed } from "../sending/led-slices.ts";
import { beginProbe, type Standing, standingOf } from "../sending/providers.ts";
import { type OpenLane, readyAt } from "../sending/ready-rows.ts";
import { settleAll } from "../sending/settling.ts";
import type { Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { sendingWorker } from "../workers/live-workers.ts";
import { isLost } from "../workers/rewinding.ts";

const LANES = `select l.id, l.provider, l.released_through as releasedThrough, l.claimed_at as claimedAt,
  l.per_second as perSecond, l.next_at as nextAt, l.campaign, c.weight
  from lanes l join campaigns c on c.id = l.campaign where l.provider = ? and l.gate = 1 order by l.id`;

const CLAIMED = "update lanes set claimed_at = ? where id = ?";
/** That somebody looked at an empty lane is written down this often. */
const LOOKED_MS = 10_000;

/** Settles the finished and claims the free send slots, in one transaction (R7). */
export function claim(work: Work, request: ClaimRequest): ClaimAnswer {
  const settled = settleAll(work, request.settle ?? []);
  const claimed: ClaimedRow[] = [];
  const able = request.wants.map(({ provider }) => provider);
  const worker = able.length === 0 ? undefined : sendingWorker(work, request.worker, able);
  const slowed: Record<string, number> = {};
  let nextDueAt: number | undefined;
  const isRewound = request.proof !== undefined && isLost(work, request.proof); // the next beat holds the campaigns
  if (worker !== undefined && !isRewound) {
    const claimant = { worker: worker.id, leaseUntil: leaseEnd(worker, work) };
    for (const want of request.wants) {
      const { slowedTo, ...standing } = standingOf(work, work.context.words.find(want.provider));
      if (slowedTo !== undefined) slowed[want.provider] = slowedTo;
      const ledAt = gatherLed(work, want);
      if (ledAt !== undefined) nextDueAt = Math.min(nextDueAt ?? ledAt, ledAt);
      const due = serve(work, want, standing, claimant, claimed);
      if (due !== undefined) nextDueAt = Math.min(nextDueAt ?? due, due);
    }
  }
  return { settled, claimed, keys: keysOf(work.sql, claimed), nextDueAt, slowed, now: work.now };
}

function keysOf(sql: Sql, claimed: readonly ClaimedRow[]): readonly PersonKey[] {
  return readKeys(sql, personKeysIn(...claimed.flatMap(({ address, variables }) => [address, variables])));
}

/** Fills one want from the open lanes of its provider, by the weights of campaigns. Answers when more can be had. */
function serve(
  work: Work,
  want: ClaimWant,
  { closedUntil: opensAt, isHalfOpen }: Pick<Standing, "closedUntil" | "isHalfOpen">,
  claimant: Claimant,
  claimed: ClaimedRow[],
): number | undefined {
  const provider = work.context.words.find(want.provider);
  const lanes = work.sql.all<OpenLane>(LANES, provider);
  const rates = new LaneRates(work, lanes);
  if (opensAt <= work.now && want.slots > 0) {
    let left = isHalfOpen ? 1 : want.slots;
    const sums = new Map<number, number>();
    const turn = work.context.shares.turn(provider, lanes);
    const look = (lane: OpenLane, most: number) => {
      const asked = Math.min(most, left);
      if (asked === 0) return;
      const paced = Math.min(asked, ...rates.of(lane).map((one) => laneSlots(one, work.now)));
      const taken = paced === 0 ? 0 : claimLane(work, lane, want, paced, claimant, claimed);
      turn.looked(lane, taken < asked);
      turn.gave(lane, taken);
      turn.took(lane.campaign, taken);
      rates.take(lane, taken);
      if (taken > 0) sums.set(lane.id, (sums.get(lane.id) ?? 0) + taken);
      left -= taken;
    };
    const first = turn.first(left);
    for (const lane of turn.lanes) look(lane, first.get(lane.id) ?? 0);
    for (const lane of turn.rest()) look(lane, left);
    turn.finish();
    // Whoever gets nothing because others come first, or is as fast as it may be, was looked at as well. For a process that
    // has no memory of turns yet, they come before whoever got something.
    for (const { id, claimedAt } of lanes) {
      if (sums.has(id)) work.sql.run(CLAIMED, work.now, id);
      else if (work.now - claimedAt > LOOKED_MS) work.sql.run(CLAIMED, work.now - 1, id);
    }
    if (isHalfOpen && left === 0) beginProbe(work, provider, want.sendBudgetMs);
  }
  let next: number | undefined;
  for (const lane of lanes) {
    const dueAt = readyAt(work, lane, work.now + want.sendBudgetMs);
    const slotAt = rates.of(lane).map((one) => laneOpensAt(one, work.now));
    if (dueAt !== undefined) next = Math.min(next ?? Infinity, Math.max(dueAt, ...slotAt));
  }
  return next === undefined ? undefined : Math.max(next, opensAt);
}
