import { alerts } from "@relance/alerts";
import { defaultPlugins } from "relance/parts";
import { describe, expect, it } from "vitest";
import { hello, MINUTE, openLaboratory, people, SECOND, takesAll } from "../../support/laboratory.ts";

const BY = { actor: "ada", reason: "a bill" } as const;
const PEOPLE = 20;

/** A campaign that an operator paused before its first message left; with `provider` that provider alone. */
async function paused(reviewInMs: number, deadline: string, provider?: string) {
  const sent: string[] = [];
  const lab = await openLaboratory({
    sms: () =>
      provider === undefined ? { main: takesAll } : { main: takesAll, second: { ...takesAll, vendor: "two" } },
    overrides: { pollMs: 5 * SECOND },
    config: { plugins: [...defaultPlugins(), alerts({ call: async ({ subject }) => sent.push(subject) })] },
  });
  const { gateway } = await lab.open("worker");
  const route = provider === undefined ? (["main"] as const) : (["main", "second"] as const);
  const steps = [{ channel: "sms", route, template: "hello@1", wait: "30m" }] as const;
  const loaded = hello({ steps, deadline, callBuffer: "0m" });
  const campaign = await lab.finish(gateway.campaigns.start(loaded, { rows: people(PEOPLE) }));
  const reviewAt = new Date(lab.time.now() + reviewInMs);
  const order = await lab.finish(campaign.pause({ ...BY, reviewAt, provider }));
  const stop = new AbortController();
  const running = gateway.run({ signal: stop.signal });
  /** What health, the incidents and the alerts report. */
  const seen = async () => {
    const { findings } = await lab.finish((await lab.open("page")).gateway.health());
    const { rows } = await lab.store.incidents({ limit: 10 });
    const open = rows.filter(({ endedAt }) => endedAt === undefined).map(({ kind }) => kind);
    return { findings, open, alerts: sent.length };
  };
  const end = async () => {
    stop.abort();
    await lab.finish(running);
  };
  return { lab, campaign, order, seen, end };
}

describe("a pause of a provider whose recipients are rerouted", () => {
  it("is an incident within two minutes of a review that did not happen, in health, incidents and alerts", async () => {
    const { lab, campaign, order, seen, end } = await paused(10 * MINUTE, "+72h", "sms.main");
    expect(order).toMatchObject({ waiting: 0, rerouted: PEOPLE });
    await lab.time.advance(9 * MINUTE);
    expect(await seen()).toEqual({ findings: [], open: [], alerts: 0 });
    await lab.time.advance(3 * MINUTE);
    const fact = "the pause of sms.main is overdue for review";
    expect(await seen()).toEqual({ findings: [`hello: ${fact}`], open: ["stopped"], alerts: 1 });
    await lab.finish(campaign.resume({ ...BY, provider: "sms.main" }));
    await lab.time.advance(2 * MINUTE);
    expect(await seen()).toMatchObject({ findings: [], open: [], alerts: 2 });
    await end();
  });
});

describe("recipients who wait behind a pause", () => {
  it("are an incident within two minutes of a review that did not happen, in health, incidents and alerts", async () => {
    const { lab, campaign, order, seen, end } = await paused(10 * MINUTE, "+72h");
    expect(order).toMatchObject({ waiting: PEOPLE, rerouted: 0 });
    await lab.time.advance(9 * MINUTE);
    expect(await seen()).toEqual({ findings: [], open: [], alerts: 0 });
    await lab.time.advance(3 * MINUTE);
    const fact = "recipients of sms.main wait (20): the pause is overdue for review";
    expect(await seen()).toEqual({ findings: [`hello: ${fact}`], open: ["stopped"], alerts: 1 });
    await lab.finish(campaign.resume(BY));
    await lab.time.advance(2 * MINUTE);
    expect(await seen()).toMatchObject({ findings: [], open: [], alerts: 2 });
    await end();
  });

  it("are an incident once waiting leaves them too little time before their deadline, however late the review", async () => {
    const { lab, seen, end } = await paused(600 * MINUTE, "+45m");
    await lab.time.advance(13 * MINUTE);
    expect(await seen()).toEqual({ findings: [], open: [], alerts: 0 });
    await lab.time.advance(4 * MINUTE);
    const { findings, open, alerts } = await seen();
    expect(findings[0]).toContain("too little time is left before their deadline, the first at");
    expect({ open, alerts }).toEqual({ open: ["stopped"], alerts: 1 });
    await end();
  });
});
