import type { AttemptCount, Ledger, Plan, Quality } from "@relance/spec";
import { answerQuality, STEP_FLAG } from "./collect-events.ts";
import type { PeopleTable } from "./people-table.ts";
import type { ReportAttempts, ReportStep } from "./report.ts";

/** Returns the results of each step. If no provider reports deliveries, `delivered` is unknown instead of zero. */
export function stepReach(
  plan: Plan,
  people: PeopleTable,
  { ledger, isCapture }: { readonly ledger: Ledger; readonly isCapture: boolean },
): readonly ReportStep[] {
  return plan.steps.map(({ channel, route }, k): ReportStep => {
    const reporting = isCapture ? [] : route.flatMap(({ provider, receipts }) => (receipts ? [provider] : []));
    const step = k + 1;
    const flags = people.steps[k] ?? new Uint8Array();
    const reach = { entered: 0, sent: 0, delivered: 0, confirmed: 0 };
    const deliveredBy: Partial<Record<Quality, number>> = {};
    for (let person = 0; person < people.size; person++) {
      const what = flags[person] ?? 0;
      if ((what & STEP_FLAG.entered) !== 0) reach.entered += 1;
      if ((what & STEP_FLAG.sent) !== 0) reach.sent += 1;
      const witness = answerQuality(what);
      if (witness !== undefined) {
        reach.delivered += 1;
        deliveredBy[witness] = (deliveredBy[witness] ?? 0) + 1;
      }
      if (people.confirmedAt[person] !== 0 && people.confirmedStep[person] === step) reach.confirmed += 1;
    }
    return {
      step,
      channel,
      route: route.map(({ provider }) => provider),
      ...reach,
      delivered: reach.delivered > 0 || reporting.length > 0 ? reach.delivered : undefined,
      deliveredBy,
      attempts: sumAttempts(ledger.attempts.filter((row) => row.step === step)).map((row) =>
        row.delivered > 0 || reporting.includes(row.provider) ? row : { ...row, delivered: undefined },
      ),
    };
  });
}

interface Sums extends ReportAttempts {
  readonly delivered: number;
}

function sumAttempts(rows: readonly AttemptCount[]): readonly Sums[] {
  const by = new Map<string, { -readonly [Name in keyof Sums]: Sums[Name] }>();
  for (const row of rows) {
    if (row.count === 0) continue;
    const { provider } = row;
    const none = { provider, attempts: 0, delivered: 0, undelivered: 0, refused: 0, unanswered: 0 };
    const sum = by.get(provider) ?? none;
    sum.attempts += row.count;
    sum[attemptOutcome(row)] += row.count;
    by.set(provider, sum);
  }
  return [...by.values()];
}

function attemptOutcome({ state, evidence }: AttemptCount): Exclude<keyof ReportAttempts, "provider" | "attempts"> {
  if (evidence === "delivered" || evidence === "engaged") return "delivered";
  if (evidence === "undelivered-temporary" || evidence === "undelivered-permanent") return "undelivered";
  return state === "rejected" || state === "deferred" || state === "not-sent" ? "refused" : "unanswered";
}
