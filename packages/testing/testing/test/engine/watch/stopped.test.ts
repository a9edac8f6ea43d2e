import { alerts } from "@relance/alerts";
import type { Plugin } from "@relance/spec";
import { ProviderError } from "@relance/spec";
import { defaultPlugins } from "relance/parts";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
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
          main: fakeVendor(world, { vendor: "one", perSecond: 1 }).provider,
          second: fakeVendor(world, { vendor: "two", refuse }).provider,
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

const THREE = ["main", "second", "third"] as const;

/** Opens a laboratory with three providers, with or without the watch. Nothing runs before `work()`. */
async function threeProviders(plugins: readonly Plugin[]) {
  const sent: string[] = [];
  const lab = await openLaboratory({
    sms: () => Object.fromEntries(THREE.map((name) => [name, { ...takesAll, vendor: name, perSecond: 10 }])),
    overrides: { pollMs: 5 * SECOND },
    config: { plugins: [...plugins, alerts({ call: async ({ subject }) => sent.push(subject) })] },
  });
  const { gateway } = await lab.open("worker");
  async function start(name: string, from: number, options: Partial<Parameters<typeof hello>[0]> = {}) {
    const steps = [{ channel: "sms", route: THREE, template: "hello@1", wait: "30m" }] as const;
    const loaded = hello({ name, steps, deadline: "72h", callBuffer: "0m", ...options });
    return lab.finish(gateway.campaigns.start(loaded, { rows: people(PEOPLE, from) }));
  }
  const inMinutes = (minutes: number) => new Date(lab.time.now() + minutes * MINUTE);
  async function findings(): Promise<readonly string[]> {
    return [...(await lab.finish((await lab.open("page")).gateway.health())).findings].toSorted();
  }
  async function open(): Promise<number> {
    return (await lab.store.incidents({ limit: 50, open: true })).rows.filter(({ kind }) => kind === "stopped").length;
  }
  const work = () => void gateway.run({ signal: new AbortController().signal });
  return { lab, gateway, sent, start, inMinutes, findings, open, work };
}

describe.each([
  ["with the watch", defaultPlugins()],
  ["without the watch", []],
])("pauses that are overdue for review, %s", (_, plugins) => {
  it("are an incident of each campaign, which names all providers", async () => {
    const { lab, sent, start, inMinutes, findings, open, work } = await threeProviders(plugins);
    for (const [place, name] of ["one", "two", "three"].entries())
      await lab.finish((await start(name, place * 100)).pause({ ...BY, reviewAt: inMinutes(10) }));
    work();
    await lab.time.advance(12 * MINUTE);
    const fact = "recipients of sms.main, sms.second, sms.third wait (20): the pause is overdue for review";
    expect(await findings()).toEqual([`one: ${fact}`, `three: ${fact}`, `two: ${fact}`]);
    expect(await open()).toBe(3);
    expect(sent).toHaveLength(3);
  });

  it("are an incident within two minutes of a worker's start, although their review passed without one", async () => {
    const { lab, sent, start, inMinutes, findings, work } = await threeProviders(plugins);
    const campaign = await start("one", 0);
    await lab.finish(campaign.pause({ ...BY, reviewAt: inMinutes(10), provider: "sms.main" }));
    await lab.time.advance(3 * HOUR);
    work();
    await lab.time.advance(2 * MINUTE);
    expect(await findings()).toEqual(["one: the pause of sms.main is overdue for review"]);
    expect(sent).toHaveLength(1);
  });

  it("are each named, although recipients of another pause run short of time or are rerouted", async () => {
    const { lab, gateway, sent, inMinutes, findings, open, work } = await threeProviders(plugins);
    const common = { channel: "sms", template: "hello@1", wait: "30m" } as const;
    const steps = [
      { ...common, route: ["second", "third"] },
      { ...common, route: ["main"] },
    ] as const;
    const ladder = hello({ name: "one", steps, deadline: "90m", callBuffer: "0m" });
    const campaign = await lab.finish(gateway.campaigns.start(ladder, { rows: people(PEOPLE) }));
    await lab.finish(campaign.pause({ ...BY, reviewAt: inMinutes(300), provider: "sms.second", wait: true }));
    await lab.finish(campaign.pause({ ...BY, reviewAt: inMinutes(50), provider: "sms.main" }));
    work();
    await lab.time.advance(40 * MINUTE);
    expect((await findings()).join()).toContain("too little time remains");
    expect(sent).toHaveLength(1);
    await lab.time.advance(12 * MINUTE);
    const [finding = ""] = await findings();
    expect(finding).toContain("recipients of sms.second wait (20): too little time remains");
    expect(finding).toContain("recipients of sms.main wait (0): the pause is overdue for review");
    expect(await open()).toBe(1);
  });

  it("are each reported, although both concern one provider", async () => {
    const { lab, gateway, sent, inMinutes, work } = await threeProviders(plugins);
    const step = { channel: "sms", template: "hello@1", wait: "30m" } as const;
    const steps = [
      { ...step, route: ["main"] },
      { ...step, route: ["main", "second"] },
    ] as const;
    const ladder = hello({ name: "one", steps, deadline: "72h", callBuffer: "0m" });
    const campaign = await lab.finish(gateway.campaigns.start(ladder, { rows: people(PEOPLE) }));
    await lab.finish(campaign.pause({ ...BY, reviewAt: inMinutes(10), step: 1 }));
    work();
    await lab.time.advance(12 * MINUTE);
    expect(sent).toHaveLength(1);
    await lab.finish(campaign.pause({ ...BY, reviewAt: inMinutes(10), step: 2, provider: "sms.main", wait: true }));
    await lab.time.advance(12 * MINUTE);
    expect(sent).toHaveLength(3);
  });

  it("are an incident of messages that send() sent", async () => {
    const { lab, gateway, sent, inMinutes, findings, work } = await threeProviders(plugins);
    const steps = [{ channel: "sms", route: ["main", "second"], content: { text: "hi" }, wait: "1h" }] as const;
    await lab.finish(
      gateway.send({ idempotencyKey: "1", recipient: { key: "1", contacts: { sms: "+33639980001" } }, steps }),
    );
    const send = await lab.finish(gateway.campaigns.get("send"));
    await lab.finish(send.pause({ ...BY, reviewAt: inMinutes(10) }));
    work();
    await lab.time.advance(12 * MINUTE);
    expect((await findings()).join()).toContain("overdue for review");
    expect(sent).toHaveLength(1);
  });
});
