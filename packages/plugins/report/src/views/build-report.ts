import { type EngineContext, isLive, type Needs, readPace } from "@relance/engine";
import { planStep, retentionFor } from "@relance/rules";
import {
  type AttemptState,
  type CampaignInsight,
  type Deadline,
  type IncidentRow,
  type Instant,
  isBilledBySegments,
  type Ledger,
  type Plan,
  type PriceList,
  type Store,
  StoreError,
  toDate,
} from "@relance/spec";
import { collectEvents, newStory } from "../collect-events.ts";
import { confirming } from "../confirming.ts";
import { measureExposure } from "../exposure.ts";
import { readReceiptCurves } from "../receipt-curves.ts";
import type { CampaignReport, ReportCost, ReportDelivery, ReportIncident, ReportOptions } from "../report.ts";
import { stepReach } from "../step-reach.ts";
import { readIncidentsMet } from "./incidents-met.ts";

const MINUTE_MS = 60_000;
const PAGE = 5_000;
/** Attempts in these states are counted as paid. Captured messages count too, so that a rehearsal shows the cost. */
const PAID: readonly AttemptState[] = ["submitting", "accepted", "uncertain", "unresolved"];

/** The expected share of messages with a receipt, if no plugin specifies another share. */
const USUAL_SHARE = 0.95;

/** Builds the report of a campaign from the store's events, counters, bins and incidents. Writes nothing. */
export async function buildReport(
  context: EngineContext,
  campaign: number,
  { prices = context.options.prices, rehearsal }: ReportOptions = {},
): Promise<CampaignReport> {
  const { store } = context;
  const { stored, compiled } = await context.versions.latest(campaign);
  const { plan } = stored;
  const story = newStory(plan.steps.map(({ channel }) => channel));
  await collectEvents(store, story, { campaign, limit: PAGE });
  const [ledger] = await store.count(campaign);
  if (ledger === undefined) throw new StoreError("store/rewound", `campaign ${campaign} is not counted`);
  const incidents = await readIncidentsMet(store, campaign, {
    plan,
    startedAt: story.startedAt,
    closedAt: story.closedAt,
  });
  const minutes = await store.bins({ campaign, since: 0, grainMs: MINUTE_MS });
  const madeAt = minutes.now;
  const insight = await context.plugins.insight(
    campaign,
    [...minutes.rows, ...incidents].map(({ provider }) => provider),
  );
  return {
    madeAt: toDate(madeAt),
    delivery: computeDelivery(ledger),
    campaign: {
      id: campaign,
      name: ledger.name,
      occurrence: ledger.occurrence,
      tenant: ledger.tenant,
      deadline: deadlineText(compiled.definition.deadline),
      deadlineAt: toInstant(plan.deadlineAt),
      timezone: compiled.definition.timezone ?? "UTC",
    },
    rehearsal,
    times: {
      startedAt: toInstant(story.startedAt),
      firstSentAt: toInstant(story.firstSentAt),
      lastSentAt: toInstant(story.lastSentAt),
      closedAt: toInstant(story.closedAt),
    },
    ledger,
    steps: stepReach(plan, story.people, { ledger, isCapture: !isLive(context) }),
    confirming: confirming(story),
    receipts: await readReceiptCurves(store, campaign, { plan, insight, incidents, minutes: minutes.rows, madeAt }),
    compared: insight?.compared ?? [],
    incidents: await exposed(context, incidents, insight, madeAt),
    plugins: await context.plugins.reports(campaign),
    waves: ((await readPace(context, campaign))?.waves ?? []).map(({ wave, at, share }) => ({
      wave,
      at: toDate(at),
      share,
    })),
    unreached: Object.entries(ledger.unreachedBy)
      .filter(([, count]) => count > 0)
      .map(([cause, count]) => ({ cause, count }))
      .sort((a, b) => b.count - a.count),
    evidence: await lastSeal(store, campaign),
    retention: retentionFor(context.options.keptMs ?? {}, plan.kept),
    cost: prices === undefined ? undefined : computeCost(ledger, plan, prices),
  };
}

async function lastSeal(store: Store, campaign: number): Promise<CampaignReport["evidence"]> {
  const [last] = await store.seals({ campaign, last: true, limit: 1 });
  if (last === undefined) return undefined;
  const { number, at, leaves, root, chain } = last;
  return { seal: { number, at, leaves, root, chain } };
}

/** Counts sent and captured messages from the ledger, because this process may have another delivery mode. */
function computeDelivery({ attempts, capturedBy = {} }: Ledger): ReportDelivery {
  const captured = Object.values(capturedBy).reduce((sum, count) => sum + count, 0);
  const all = attempts.filter(({ state }) => PAID.includes(state)).reduce((sum, { count }) => sum + count, 0);
  return { left: Math.max(0, all - captured), captured };
}

async function exposed(
  { store }: Needs<"store">,
  incidents: readonly IncidentRow[],
  insight: CampaignInsight | undefined,
  now: number,
): Promise<readonly ReportIncident[]> {
  const told: ReportIncident[] = [];
  for (const incident of incidents) {
    const { provider, destination } = incident;
    const usual = insight?.usually(provider, destination, Number.POSITIVE_INFINITY) ?? USUAL_SHARE;
    told.push({ ...incident, exposure: await measureExposure(store, incident, usual, now) });
  }
  return told;
}

function computeCost({ attempts }: Ledger, plan: Plan, { currency, perMessage }: PriceList): ReportCost {
  const paid = attempts.filter(({ state }) => PAID.includes(state));
  const byProvider = [...Map.groupBy(paid, ({ provider }) => provider)].map(([provider, own]) => {
    const messages = own.reduce((sum, { count }) => sum + count, 0);
    const sms = own.filter(({ step }) => isBilledBySegments(planStep(plan, step)?.channel));
    const segments = sms.reduce((sum, row) => sum + (row.segments ?? row.count), 0);
    const units = sms.length > 0 ? segments : messages;
    return { provider, messages, segments, amount: rounded(units * (perMessage[provider] ?? 0)) };
  });
  return { currency, byProvider, total: rounded(byProvider.reduce((sum, { amount }) => sum + amount, 0)) };
}

/** Rounds to a millionth of the currency unit, because sums of fractions are inexact. */
function rounded(amount: number): number {
  return Math.round(1e6 * amount) / 1e6;
}

/** Formats the deadline as the campaign file does. */
export function deadlineText(deadline: Deadline): string {
  if (typeof deadline === "string") return deadline;
  return deadline.minus === undefined ? deadline.column : `${deadline.column} - ${deadline.minus}`;
}

function toInstant(at: number | undefined): Instant | undefined {
  return at === undefined ? undefined : toDate(at);
}
