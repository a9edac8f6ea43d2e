import type { BinRow, CampaignInsight, IncidentRow, Plan, Store } from "@relance/spec";
import { receiptCurves } from "./receipt-curves.ts";
import type { ReportReceipts } from "./report.ts";
import { stretchesOf } from "./stretches.ts";

/** Receipts of a campaign compared with the expected number, for the curves of its report. Reads no recipients. */
export async function receiptsOf(
  store: Pick<Store, "bins">,
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
