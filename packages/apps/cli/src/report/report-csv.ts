import type { LentArrivals } from "@relance/canaries";
import type { CampaignReport } from "@relance/report";
import { csvLine } from "@relance/report";

type Row = readonly [section: string, subject: string, measure: string, value: string | number | undefined];

export function reportCsv(report: CampaignReport): string {
  const { left, captured } = report.delivery;
  const rows: Row[] = [
    ["delivery", "", "left", left],
    ["delivery", "", "captured", captured],
    ...outcomeRows(report),
    ...stepRows(report),
    ...report.ledger.lateness.map(({ step, upToS, count }): Row => {
      return ["lateness", `step ${step}`, upToS === undefined ? "later" : `up to ${upToS} s`, count];
    }),
    ...confirmingRows(report),
    ...comparedRows(report),
    ...incidentRows(report),
    ...((report.plugins.canaries ?? []) as readonly LentArrivals[]).flatMap(({ network, provider, ...counts }) =>
      Object.entries(counts).map(([what, count]): Row => {
        return ["canaries", `${network} ${provider}`, what === "medianMs" ? "median ms" : what, count];
      }),
    ),
    ...report.unreached.map(({ cause, count }): Row => ["unreached", cause, "people", count]),
    ...report.waves.map(({ wave, at, share }): Row => ["wave", `${wave} ${at.toISOString()}`, "share", share]),
    ...Object.entries(report.retention)
      .filter(([, ms]) => ms !== undefined)
      .map(([name, ms]): Row => ["retention", name, "milliseconds", ms]),
    ...(report.evidence === undefined
      ? []
      : ([["evidence", `seal ${report.evidence.seal.number}`, "chain", report.evidence.seal.chain]] as const)),
    ...budgetRows(report),
    ...(report.cost?.byProvider ?? []).map(({ provider, amount }): Row => {
      return ["cost", provider, report.cost?.currency ?? "", amount];
    }),
  ];
  return [["section", "subject", "measure", "value"], ...rows].map((row) => csvLine(row)).join("");
}

function budgetRows({ ledger: { budget } }: CampaignReport): Row[] {
  if (budget === undefined) return [];
  const { currency, limit, spent } = budget;
  return [
    ["budget", "limit", currency, limit],
    ["budget", "spent", currency, spent],
  ];
}

function outcomeRows({ outcome, times, campaign }: CampaignReport): Row[] {
  const { holds, ...people } = outcome;
  return [
    ...Object.entries({ ...campaign, id: undefined }).map(([what, value]): Row => {
      return ["campaign", "", what, value instanceof Date ? value.toISOString() : value];
    }),
    ...Object.entries(times).map(([what, at]): Row => ["times", "", what, at?.toISOString()]),
    ...Object.entries(people).map(([what, count]): Row => ["outcome", "", what, count]),
    ["outcome", "", "holds", String(holds)],
  ];
}

function stepRows({ steps }: CampaignReport): Row[] {
  return steps.flatMap(({ step, entered, sent, delivered, confirmed, deliveredBy, attempts }): Row[] => {
    const subject = `step ${step}`;
    const people = Object.entries({ entered, sent, delivered, confirmed });
    return [
      ...people.map(([what, count]): Row => ["step", subject, what, count]),
      ...Object.entries(deliveredBy).map(([who, count]): Row => ["step", subject, `delivered by ${who}`, count]),
      ...attempts.flatMap(({ provider, ...counts }) =>
        Object.entries(counts).map(([what, count]): Row => ["messages", `${subject} ${provider}`, what, count]),
      ),
    ];
  });
}

function confirmingRows({ confirming }: CampaignReport): Row[] {
  const { beforeAnyMessage, histogram, medianMs, p90Ms } = confirming;
  return [
    ["confirming", "", "before any message", beforeAnyMessage],
    ["confirming", "", "median ms", medianMs],
    ["confirming", "", "p90 ms", p90Ms],
    ...histogram.map(({ fromMs, people }): Row => ["confirming", `from ${fromMs} ms`, "people", people]),
  ];
}

function comparedRows({ compared }: CampaignReport): Row[] {
  return compared.flatMap(({ first, second, difference = {} }): Row[] => [
    ...[first, second].flatMap(({ provider, messages, receipts }): Row[] => [
      ["compared", provider, "messages", messages],
      ["compared", provider, "receipts", receipts],
    ]),
    ...Object.entries(difference).map(
      ([what, value]): Row => ["difference", `${second.provider} ${first.provider}`, what, value],
    ),
  ]);
}

function incidentRows({ incidents }: CampaignReport): Row[] {
  return incidents.flatMap(({ id, kind, provider, destination, startedAt, endedAt, exposure }): Row[] => {
    const subject = `#${id} ${kind} ${provider} ${destination}`.trim();
    const { noticedAfterMs, messages, beforeAction, unanswered } = exposure ?? {};
    return [
      ["incident", subject, "noticed", startedAt.toISOString()],
      ["incident", subject, "ended", endedAt?.toISOString()],
      ["incident", subject, "noticed after ms", noticedAfterMs],
      ["incident", subject, "messages exposed", messages],
      ["incident", subject, "exposed before action", beforeAction],
      ["incident", subject, "unanswered", unanswered],
    ];
  });
}
