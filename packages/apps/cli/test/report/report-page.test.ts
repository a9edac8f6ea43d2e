import { reportPage } from "@relance/console";
import type { CampaignReport } from "@relance/report";
import { expect, it } from "vitest";

const FIRST = { provider: "sms.main", messages: 9_801, receipts: 6_959 };
const SECOND = { provider: "sms.second", messages: 204, receipts: 198 };
const AT = new Date("2013-08-01T08:00:00Z");

/** Returns a report of a campaign without events. */
function emptyReport(parts: Partial<CampaignReport> = {}): CampaignReport {
  const empty: Omit<CampaignReport, "ledger"> = {
    madeAt: AT,
    delivery: { left: 0, captured: 0 },
    campaign: { id: 1, name: "hello", occurrence: "", tenant: "", deadline: "1h", timezone: "UTC" },
    times: { startedAt: AT, firstSentAt: undefined, lastSentAt: undefined, closedAt: undefined },
    steps: [],
    confirming: { beforeAnyMessage: 0, histogram: [], medianMs: undefined, p90Ms: undefined, overTime: [] },
    ...{ receipts: [], compared: [], incidents: [], plugins: {}, waves: [], unreached: [] },
    retention: {},
  };
  const ledger = {
    lateness: [],
    attempts: [],
    states: {},
    audience: { enrolled: 1, refused: 0 },
    late: 0,
    holds: true,
  };
  return { ...empty, ledger: ledger as unknown as CampaignReport["ledger"], ...parts };
}

/** Returns what the page states about two vendors, with plain spaces. */
async function said(
  locale: "en" | "fr",
  difference?: { likeliest: number; atLeast: number; atMost: number },
): Promise<string> {
  const page = await reportPage(emptyReport({ compared: [{ first: FIRST, second: SECOND, difference }] }), locale);
  return page.replace(/[\u00a0\u202f]/g, " ");
}

it("a report compares vendors, and shows their difference", async () => {
  const difference = { likeliest: 0.26, atLeast: 0.184, atMost: 0.289 };
  expect(await said("en", difference)).toContain(
    "sms.second: 97% of 204 with a receipt · sms.main: 71% of 9,801 with a receipt · difference 26% (18.4% to 28.9%)",
  );
  expect(await said("fr", difference)).toContain(
    "sms.second : 97 % de 204 avec accusé · sms.main : 71 % de 9 801 avec accusé · écart 26 % (de 18,4 % à 28,9 %)",
  );
  expect(await said("en")).not.toContain("difference");
});

it("a report escapes its texts, whatever names contain", async () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;
  const report = emptyReport({
    campaign: { ...emptyReport().campaign, name: hostile, occurrence: hostile, deadline: hostile },
    plugins: { canaries: [{ network: hostile, provider: hostile, sent: 1, seen: 0 }] },
    unreached: [{ cause: hostile, count: 1 }],
    compared: [{ first: { ...FIRST, provider: hostile }, second: SECOND }],
    cost: { currency: hostile, total: 1, byProvider: [] },
    incidents: [
      {
        ...{
          id: 1,
          kind: "loss",
          campaign: 1,
          provider: hostile,
          destination: hostile,
          startedAt: AT,
          endedAt: undefined,
        },
        notes: [{ at: AT, actor: hostile, fact: hostile, action: hostile }],
      } as unknown as CampaignReport["incidents"][number],
    ],
  });
  const part = { title: hostile, lead: hostile, note: hostile, table: { columns: [hostile], rows: [[hostile]] } };
  const page = await reportPage(report, "en", [part]);
  const tags = page.match(/<\/?[a-z][^>]*>/gi) ?? [];
  expect(tags.filter((tag) => /^<\/?(?:script|img)\b|\son\w+=/i.test(tag.replace(/"[^"]*"/g, '""')))).toEqual([]);
  expect(page).toContain("&lt;script>alert(1)");
});
