import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { alerts } from "@relance/alerts";
import { defineCampaign } from "@relance/campaign";
import { sqliteStore } from "@relance/store-sqlite";
import { type CampaignDefinition, createRelance, defineConfig, type LogLine, type Provider } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { createTestRelance } from "../src/index.ts";

const templates = {
  "hello@1": {
    sms: ({ ack }: { ack: { url: string } }) => ({ text: `hello ${ack.url}` }),
    email: () => ({ subject: "hello", text: "hello" }),
  },
};

function real<C extends "sms" | "email">(channel: C, receipts: boolean): Provider<C> {
  return {
    kind: `real-${channel}`,
    channel,
    vendor: channel,
    capabilities: { receipts, replies: false },
    send: async () => Promise.reject(new Error("a test never sends")),
  };
}

/** A configuration as in production: a store file, a dead man's switch and captured messages. */
function configuration(change: object = {}) {
  return defineConfig({
    store: sqliteStore({ file: join("never", "opened", "relance.db") }),
    providers: { sms: { main: real("sms", true) }, email: { smtp: real("email", false) } },
    security: { signing: ["a-secret-for-these-tests"] },
    publicUrl: "https://notify.example.org/relance",
    templates,
    ...change,
  });
}

function campaign(change: Partial<CampaignDefinition> = {}) {
  return defineCampaign(
    {
      version: 1,
      name: "hello",
      deadline: "48h",
      audience: { contacts: { sms: ["mobile", "work"], email: "mail" } },
      confirm: {
        event: "done",
        via: ["link", "event"],
        buttons: { done: "close", "wrong-person": "next-contact" },
      },
      steps: [
        { channel: "sms", route: ["main"], template: "hello@1", wait: "4h", onMissingReceipt: { do: "escalate" } },
        { channel: "email", route: ["smtp"], template: "hello@1" },
      ],
      ...change,
    },
    { templates },
  );
}

const people = Array.from({ length: 100 }, (_, n) => ({
  id: `p${n}`,
  mobile: `+336399800${String(n).padStart(2, "0")}`,
  work: `+336399900${String(n).padStart(2, "0")}`,
  mail: `p${n}@example.org`,
}));

describe("a gateway under test", () => {
  it("runs two days of a campaign for a hundred recipients in a moment", async () => {
    await using test = await createTestRelance(configuration());
    await test.start(campaign(), { rows: people });
    const before = process.cpuUsage();
    await test.advance("49h");
    const { user, system } = process.cpuUsage(before); // CPU time does not depend on other processes
    expect((user + system) / 1_000).toBeLessThan(3_000);
    const { states, holds } = await test.ledger();
    expect(states.pending + states.active).toBe(0);
    expect(holds).toBe(true);
    expect(await test.gateway.health()).toMatchObject({ ok: true, auditor: "green" });
  });

  it("uses at most 20 ms of CPU per virtual day while nothing is due", async () => {
    await using test = await createTestRelance(configuration());
    const steps = [{ channel: "sms", route: ["main"], template: "hello@1", wait: "30d" }] as const;
    await test.start(campaign({ deadline: "40d", steps }), { rows: people });
    const days: number[] = [];
    for (let day = 0; day < 25; day++) {
      const before = process.cpuUsage();
      await test.advance("1d");
      const { user, system } = process.cpuUsage(before);
      days.push((user + system) / 1_000);
    }
    // the fastest day counts, because other programs can only increase the time
    expect(Math.min(...days)).toBeLessThanOrEqual(20);
  });

  it.each(["3m", "10m", "2h"])(
    "reroutes from a carrier that does not answer as soon as in production: within %s",
    async (span) => {
      const second = real("sms", false);
      const config = configuration();
      const providers = {
        ...config.providers,
        sms: { ...config.providers.sms, second: { ...second, vendor: "other" } },
      };
      await using test = await createTestRelance(configuration({ providers }));
      test.behave("sms.main", { do: "forget-answer" });
      const route = ["main", "second"];
      const steps = [{ channel: "sms", route, template: "hello@1", wait: "1m" }] as const;
      await test.start(campaign({ deadline: span, steps }), { rows: people.slice(0, 40) });
      await test.advance("1m");
      expect(new Set(test.sent({ provider: "sms.second" }).map(({ message }) => message.to)).size).toBe(40);
    },
  );

  it("gives the same run for the same seed, and another one for another seed", async () => {
    const run = async (seed: number) => {
      await using test = await createTestRelance(configuration(), { seed });
      test.lose("sms.main", 0.3);
      await test.start(campaign(), { rows: people });
      await test.advance("24h");
      return test.sent().map(({ provider, message, at }) => `${at} ${provider} ${message.to}`);
    };
    const first = await run(7);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });

  it("never opens the real store, sends through a real provider, or changes the configuration", async () => {
    const config = configuration();
    const before = structuredClone({ ...config, store: "", providers: "", templates: "" });
    const { main } = config.providers.sms;
    await using test = await createTestRelance(config);
    await test.start(campaign(), { rows: people });
    await test.advance("1h");
    expect(test.sent()).toHaveLength(100);
    expect(existsSync("never")).toBe(false);
    expect({ ...config, store: "", providers: "", templates: "" }).toEqual(before);
    expect(config.providers.sms.main).toBe(main);
  });

  it("never requests the real dead man's switch", async () => {
    let pings = 0;
    const server = createServer((_, response) => {
      pings += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    await using test = await createTestRelance(
      configuration({ observe: { heartbeatUrl: `http://127.0.0.1:${port}/` } }),
    );
    await test.start(campaign(), { rows: people });
    await test.advance("1h");
    expect((await test.gateway.health()).auditor).toBe("green");
    await new Promise((resolve) => server.close(resolve));
    expect(pings).toBe(0);
  });

  it("alerts no operator, and needs no secret of the alerts", async () => {
    const receivers = {
      webhook: { url: "https://hooks.example.org/", secret: undefined },
      call: async () => Promise.reject(new Error("called")),
    };
    await using test = await createTestRelance(configuration({ plugins: [alerts(receivers)] }));
    await partsOf(test.gateway).store.incident({
      campaign: 0,
      kind: "loss",
      provider: "sms.main",
      destination: "",
      actor: "plugin:watch",
      change: "open",
      fact: "sms.main loses messages",
    });
    await test.advance("1h");
    expect(test.sent()).toEqual([]);
  });

  it("needs no secret of the real environment", async () => {
    for (const secrets of [[undefined], [""], []]) {
      await using test = await createTestRelance(configuration({ security: { signing: secrets } }));
      await expect(test.start(campaign(), { rows: people.slice(0, 1) })).resolves.toBeDefined();
    }
  });

  it("begins at the requested time", async () => {
    const startAt = new Date("2031-03-01T12:00:00Z");
    await using test = await createTestRelance(configuration(), { startAt });
    await test.start(campaign(), { rows: people });
    await test.advance("1m");
    expect(test.sent()[0]?.at).toBeGreaterThanOrEqual(startAt.getTime());
    expect(test.sent()[0]?.at).toBeLessThan(startAt.getTime() + 60_000);
  });

  it("lets every member of the gateway be called as in production", async () => {
    await using test = await createTestRelance(configuration());
    const handle = await test.gateway.campaigns.start(campaign(), { rows: people.slice(0, 3) });
    await test.gateway.send({
      idempotencyKey: "one",
      recipient: { key: "ana", contacts: { sms: "+33639980001" } },
      steps: [{ channel: "sms", content: { text: "hello" } }],
    });
    await test.advance("1m");
    expect(test.sent({ key: "ana" })).toHaveLength(1);
    expect(test.sent({ key: "one" })).toHaveLength(1);
    expect(test.sent().map(({ key }) => key)).toContain("ana");
    expect(await test.gateway.acknowledge([{ key: "p1", on: "done" }])).toEqual([{ status: "recorded" }]);
    expect((await handle.ledger()).states).toMatchObject({ acknowledged: 1, active: 2 });
    const page = await test.gateway.handle(new Request("https://notify.example.org/relance/health"));
    expect(page.status).toBe(200);
  });

  it("follows a link of a message to its page", async () => {
    await using test = await createTestRelance(configuration());
    await test.start(campaign(), { rows: people.slice(0, 1) });
    await test.advance("1m");
    const { ackUrl = "" } = test.sent({ key: "p0" })[0]?.message ?? {};
    const page = await test.gateway.handle(new Request(ackUrl));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("done");
    expect((await test.ledger()).states.acknowledged).toBe(0);
  });

  it("closes once, also while receipts are in transit", async () => {
    const test = await createTestRelance(configuration());
    await test.start(campaign(), { rows: people });
    await test.advance(1);
    await Promise.all([test.close(), test.close()]);
    await test.advance("1h");
    await test.close();
  });

  it("throws at its end the error that ended the worker", async () => {
    const test = await createTestRelance(configuration());
    Object.assign(partsOf(test.gateway).store, { claim: async () => Promise.reject(new Error("a bug")) });
    await test.advance("1m").catch(() => {});
    await test.start(campaign(), { rows: people });
    await test.advance("1h");
    await expect(test.close()).rejects.toThrow("a bug");
  });
});

describe("the test's control of providers and recipients", () => {
  it("loses a share of a provider's messages, always of the same recipients", async () => {
    await using test = await createTestRelance(configuration(), { seed: 3 });
    test.lose("sms.main", 0.26);
    await test.start(campaign(), { rows: people });
    await test.advance("1h");
    const mails = test.sent({ provider: "email.smtp" }).length;
    expect(mails).toBeGreaterThan(12);
    expect(mails).toBeLessThan(42);
  });

  it.each([
    { named: "refuses for good", behaviour: { do: "refuse", disposition: "reject" }, attempts: 3 },
    {
      named: "refuses, and another provider might not",
      behaviour: { do: "refuse", disposition: "reroute" },
      attempts: 2,
    },
    {
      named: "reports that it did not arrive",
      behaviour: { do: "undelivered", afterMs: 1_000, addressPermanent: true },
      attempts: 3,
    },
  ] as const)("changes a provider's behavior: $named", async ({ behaviour, attempts }) => {
    await using test = await createTestRelance(configuration());
    test.behave("sms.main", behaviour);
    await test.start(campaign(), { rows: people.slice(0, 1) });
    await test.advance("2m");
    expect(test.sent({ key: "p0" }).at(-1)?.provider).toBe("email.smtp");
    expect((await test.ledger()).totals.attempts).toBe(attempts);
  });

  it("throttles, and the message arrives later", async () => {
    await using test = await createTestRelance(configuration());
    let calls = 0;
    test.behave("sms.main", () => (calls++ === 0 ? { do: "throttle", retryAfterMs: 60_000 } : { do: "lose" }));
    await test.start(campaign(), { rows: people.slice(0, 1) });
    await test.advance("30s");
    expect(test.sent()).toHaveLength(0);
    await test.advance("1m");
    expect(test.sent()).toHaveLength(1);
  });

  it("loses an answer, and the receipt resolves the attempt", async () => {
    await using test = await createTestRelance(configuration());
    test.behave("sms.main", { do: "forget-answer", deliverAfterMs: 5_000 });
    await test.start(campaign(), { rows: people.slice(0, 1) });
    await test.advance("1m");
    expect((await test.ledger()).attempts).toMatchObject([{ state: "accepted", evidence: "delivered" }]);
  });

  it("presses a button: the steps end, or move to another number", async () => {
    await using test = await createTestRelance(configuration());
    await test.start(campaign(), { rows: people.slice(0, 2) });
    await test.advance("1m");
    await test.press("p0");
    await test.press("p1", "wrong-person");
    await test.advance("1m");
    expect((await test.ledger()).states).toMatchObject({ acknowledged: 1, active: 1 });
    expect(test.sent({ key: "p1" }).map(({ message }) => message.to)).toEqual([people[1]?.mobile, people[1]?.work]);
  });

  it.each<{ mistake: string; act: (test: Awaited<ReturnType<typeof createTestRelance>>) => unknown }>([
    { mistake: "a press of nobody", act: (test) => test.press("nobody") },
    { mistake: "the text of nobody", act: async (test) => test.text("nobody") },
    { mistake: "a recipient who is none", act: (test) => test.recipient("nobody") },
    { mistake: "an answer that is not offered", act: (test) => test.press("p0", "maybe") },
    { mistake: "messages of a provider that is not there", act: async (test) => test.sent({ provider: "sms.mian" }) },
    { mistake: "messages to nobody", act: async (test) => test.sent({ key: "zz" }) },
    { mistake: "what a webhook that is not there was told", act: async (test) => test.told({ webhook: "crmm" }) },
    { mistake: "what was told about nobody", act: async (test) => test.told({ key: "zz" }) },
    { mistake: "a share that is none", act: async (test) => test.lose("sms.main", 26) },
    { mistake: "a share below nothing", act: async (test) => test.lose("sms.main", -0.1) },
    { mistake: "a share that is no number", act: async (test) => test.lose("sms.main", Number.NaN) },
    { mistake: "a loss at a provider that is not there", act: async (test) => test.lose("sms.third", 1) },
    {
      mistake: "a behaviour of a provider that is not there",
      act: async (test) => test.behave("main", { do: "lose" }),
    },
    { mistake: "a duration that is none", act: async (test) => test.advance("soon") },
    { mistake: "time that runs back", act: async (test) => test.advance(-1) },
  ])("reports the mistake in $mistake", async ({ act }) => {
    const test = await createTestRelance(configuration());
    await test.start(campaign(), { rows: people.slice(0, 1) });
    await test.advance("1m");
    await expect(act(test as never)).rejects.toThrow(RangeError);
    await test.close();
  });

  it("has no ledger before a campaign", async () => {
    await using test = await createTestRelance(configuration());
    await expect(test.ledger()).rejects.toThrow(RangeError);
  });
});

describe("the configuration under test", () => {
  it("works in production afterwards", async () => {
    const log: LogLine[] = [];
    const config = configuration({
      observe: { log: (line: LogLine) => log.push(line) },
      store: sqliteStore({ file: ":memory:" }),
    });
    await using test = await createTestRelance(config);
    await test.start(campaign(), { rows: people.slice(0, 1) });
    const gateway = await createRelance(config);
    expect(await gateway.campaigns.ledgers()).toEqual([]);
    await gateway.close();
  });
});
