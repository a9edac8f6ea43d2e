import { stretchesOf } from "@relance/report";
import {
  type BinRow,
  type CampaignInsight,
  type IncidentRow,
  type Plan,
  type ReportReceipts,
  StoreError,
} from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { readIncidents } from "../base/read-incidents.ts";
import { receiptCurves } from "./receipt-curves.ts";

const MINUTE_MS = 60_000;

/**
 * What came back of a campaign's messages, against what was to be expected: the curves of its report, without its
 * recipients.
 */
export async function readReceipts(context: EngineContext, campaign: number): Promise<readonly ReportReceipts[]> {
  const { store } = context;
  const stored = (await store.versions({ campaign })).at(-1);
  if (stored === undefined) throw new StoreError("store/rewound", `campaign ${campaign} has no version`);
  const incidents = await Array.fromAsync(readIncidents(store, { campaign }));
  const { rows: minutes, now: madeAt } = await store.bins({ campaign, since: 0, grainMs: MINUTE_MS });
  const insight = await context.plugins.insight(
    campaign,
    minutes.map(({ provider }) => provider),
  );
  return receiptsOf(context, campaign, { plan: stored.plan, insight, incidents, minutes, madeAt });
}

/** The same, from what is already read. */
export async function receiptsOf(
  { store }: EngineContext,
  campaign: number,
  facts: {
    readonly plan: Plan;
    readonly insight: CampaignInsight | undefined;
    readonly incidents: readonly IncidentRow[];
    readonly minutes: readonly BinRow[];
    readonly madeAt: number;
  },
): Promise<readonly ReportReceipts[]> {
  const { plan, insight, incidents, minutes, madeAt } = facts;
  const routes = plan.steps.flatMap(({ route }) => route);
  const reports = (provider: string) => routes.some((one) => one.provider === provider && one.receipts);
  const curves: ReportReceipts[] = [];
  for (const provider of new Set(minutes.filter(({ accepted }) => accepted > 0).map((row) => row.provider))) {
    const own = (rows: readonly BinRow[]) => rows.filter((row) => row.provider === provider);
    for (const stretch of stretchesOf(own(minutes), madeAt)) {
      const { from: since, to: until, grainMs } = stretch;
      const answer = await store.bins({ campaign, since, until, grainMs });
      const facts = { reports, insight, incidents };
      curves.push(...receiptCurves(own(answer.rows), stretch, facts));
    }
  }
  return curves;
}
