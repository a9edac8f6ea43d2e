import type { CampaignState, Plan } from "@relance/spec";
import { type KnownLane, newLane } from "@relance/store-kit";
import { followGates } from "./verbs/control.ts";
import type { Work } from "./work.ts";

const KNOWN = `select step, position, planned, holds, rates, leads, released_through as released,
    release_review_at as "releaseReviewAt" from lanes where campaign = $1 order by id`;

const ADD = `insert into lanes (campaign, step, position, planned, provider, gate, reason, actor, review_at, holds, rates,
    per_second, leads, released_through, release_review_at, claimed_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`;

/** Lanes for those places of a plan that the campaign has none for yet, steered as its others are. Its row is locked. */
export async function addLanes(
  work: Work,
  campaign: number,
  state: CampaignState,
  plan: Plan,
): Promise<void> {
  await work.words.need(plan.steps.flatMap(({ route }) => route.map(({ provider }) => provider)));
  const known = await work.sql.all<KnownLane & { readonly position: number }>(KNOWN, campaign);
  for (const [step, { route }] of plan.steps.entries()) {
    const words = route.map(({ provider }) => work.word(provider));
    for (const [position, planned] of words.entries()) {
      const isKnown = known.some(
        (lane) => lane.step === step && lane.position === position && lane.planned === planned,
      );
      if (isKnown) continue;
      const lane = newLane(state, known, { step, planned, behind: words.slice(position + 1) });
      await work.sql.run(
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
  if (known.length > 0) await followGates(work, campaign, state, 0); // a held campaign with an open lane is running
}
