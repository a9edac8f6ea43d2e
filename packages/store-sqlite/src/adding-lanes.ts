import type { Plan } from "@relance/spec";
import { type KnownLane, newLane } from "@relance/store-kit";
import { campaignState } from "./campaigns.ts";
import { followGates } from "./verbs/control.ts";
import type { Work } from "./work.ts";

const KNOWN = `select step, position, planned, holds, rates, leads, released_through as released,
    release_review_at as releaseReviewAt from lanes where campaign = ? order by id`;

const ADD = `insert into lanes (campaign, step, position, planned, provider, gate, reason, actor, review_at, holds, rates,
    per_second, leads, released_through, release_review_at, claimed_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Lanes for those places of a plan that the campaign has none for yet, steered as its others are. */
export function addLanes(work: Work, campaign: number, plan: Plan): void {
  const known = work.sql.all<KnownLane & { readonly position: number }>(KNOWN, campaign);
  const state = campaignState(work.sql, campaign) ?? "draft";
  for (const [step, { route }] of plan.steps.entries()) {
    const words = route.map(({ provider }) => work.word(provider));
    for (const [position, planned] of words.entries()) {
      const isKnown = known.some(
        (lane) => lane.step === step && lane.position === position && lane.planned === planned,
      );
      if (isKnown) continue;
      const lane = newLane(state, known, { step, planned, behind: words.slice(position + 1) });
      work.sql.run(
        ADD,
        campaign,
        step,
        position,
        planned,
        lane.provider,
        lane.gate,
        lane.reason,
        lane.actor,
        lane.reviewAt,
        lane.holds,
        lane.rates,
        lane.perSecond,
        lane.leads,
        lane.released,
        lane.releaseReviewAt,
        work.now,
      );
    }
  }
  if (known.length > 0) followGates(work, campaign, 0); // a held campaign with an open lane is running
}
