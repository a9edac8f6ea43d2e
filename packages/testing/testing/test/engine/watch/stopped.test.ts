import { alerts } from "@relance/alerts";
import { ProviderError } from "@relance/spec";
import { defaultPlugins } from "relance/parts";
import { describe, expect, it } from "vitest";
import { farEnd } from "../../support/far-end.ts";
import { HOUR, hello, MINUTE, openLaboratory, people, SECOND, takesAll } from "../../support/laboratory.ts";

const BY = { actor: "ada", reason: "a bill" } as const;
const PEOPLE = 20;

/** Runs a campaign that an operator paused before its first message, for all providers or only for `provider`. */
async function paused(reviewInMs: number, deadline: string, provider?: string) {
  const sent: string[] = [];
  const lab = await openLaboratory({
    sms: () =>
      provider === undefined
        ? { main: takesAll }
        : { main: takesAll, second: { ...takesAll, vendor: "two", perSecond: 1 / 300 } },
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
  /** Returns the reported health, incidents and alerts. */
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
  it("is an incident within two minutes of a missed review, in health, incidents and alerts", async () => {
    const { lab, campaign, order, seen, end } = await paused(10 * MINUTE, "72h", "sms.main");
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

describe("a second pause that is overdue for review", () => {
  it("is reported too, with the waiting recipients", async () => {
    const { lab, campaign, seen, end } = await paused(10 * MINUTE, "72h", "sms.main");
    await lab.time.advance(12 * MINUTE);
    expect(await seen()).toMatchObject({ findings: ["hello: the pause of sms.main is overdue for review"], alerts: 1 });
    await lab.finish(campaign.pause({ ...BY, reviewAt: new Date(lab.time.now() + 10 * MINUTE) }));
    await lab.time.advance(9 * MINUTE);
    expect(await seen()).toMatchObject({ alerts: 1 });
    await lab.time.advance(3 * MINUTE);
    const { findings, open, alerts } = await seen();
    expect(findings[0]).toMatch(/^hello: recipients of sms\.main, .* wait \(1\d\): the pause is overdue for review$/);
    expect({ findings: findings.length, open, alerts }).toEqual({ findings: 1, open: ["stopped"], alerts: 3 });
    await end();
  });
});

describe("recipients whom a pause reroutes to a provider that refuses our account", () => {
  it("are an incident in health and incidents when too little time remains", async () => {
    const lab = await openLaboratory({
      sms: (world) => {
        const account = { provider: "sms.second", disposition: "reroute", accountFault: true } as const;
        const refuse = () => new ProviderError("provider/unauthorized", "no such key", account);
        return {
          main: farEnd(world, { vendor: "one", perSecond: 1 }).provider,
          second: farEnd(world, { vendor: "two", refuse }).provider,
        };
      },
    });
    const { gateway } = await lab.open("worker");
    void gateway.run({ signal: new AbortController().signal });
    const other = hello({ name: "other", steps: [{ channel: "sms", route: ["second"], template: "hello@1" }] });
    await lab.finish(gateway.campaigns.start(other, { rows: people(2) }));
    await lab.time.advance(30 * SECOND);
    const steps = [{ channel: "sms", route: ["main", "second"], template: "hello@1" }] as const;
    const start = gateway.campaigns.start(hello({ deadline: "6h", steps }), { rows: people(400, 10) });
    const campaign = await lab.finish(start);
    await lab.time.advance(10 * SECOND);
    const reviewAt = new Date(lab.time.now() + 24 * HOUR);
    const told = await lab.finish(campaign.pause({ ...BY, reviewAt, provider: "sms.main" }));
    expect(told.rerouted).toBe(0);
    expect(told.waiting).toBeGreaterThan(80);
    await lab.time.advance(355 * MINUTE);
    const { rows } = await lab.store.incidents({ limit: 10 });
    expect(rows.map(({ kind }) => kind)).toContain("stopped");
    expect((await lab.finish(gateway.health())).findings.join()).toContain("too little time remains");
  });
});

describe("recipients who wait because of a pause", () => {
  it("are an incident within two minutes of a missed review, in health, incidents and alerts", async () => {
    const { lab, campaign, order, seen, end } = await paused(10 * MINUTE, "72h");
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
    const { lab, seen, end } = await paused(600 * MINUTE, "45m");
    await lab.time.advance(13 * MINUTE);
    expect(await seen()).toEqual({ findings: [], open: [], alerts: 0 });
    await lab.time.advance(4 * MINUTE);
    const { findings, open, alerts } = await seen();
    expect(findings[0]).toContain("too little time remains before their deadlines, the earliest at");
    expect({ open, alerts }).toEqual({ open: ["stopped"], alerts: 1 });
    await end();
  });
});
