import { sqliteStore } from "relance";
import { describe, expect, it } from "vitest";
import { cli, startCli } from "../support/cli.ts";
import { fakeVendor } from "../support/fake-vendor.ts";
import { project } from "../support/project.ts";
import { ledgerOf, started } from "../support/started.ts";
import { waitFor } from "../support/wait-for.ts";

const BY = ["--as", "ada", "--reason", "a bill"];

async function opened(cwd: string) {
  const store = sqliteStore({ file: `${cwd}/relance.db` });
  await store.open();
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}

/** A project with three SMS providers that has started a campaign with these steps. */
async function startedWith(...steps: readonly string[]) {
  const made = await project({
    delivery: "capture",
    more: "providers: { sms: { main: sms, second: sms, third: sms } },",
  });
  await made.write(
    "hello.campaign.yaml",
    `version: 1
name: hello
deadline: 72h
audience: { file: people.csv, key: id, contacts: { sms: mobile } }
confirm: { event: came }
steps: [${steps.join(", ")}]
`,
  );
  expect(await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd: made.folder })).toMatchObject({
    code: 0,
  });
  return made;
}

describe("a command about recipients", () => {
  it("affects a recipient once, even if the key is repeated", async () => {
    const step = "{ channel: sms, route: [main], template: hello, wait: 1h }";
    await using made = await startedWith(step, step.replace("main", "second"));
    const { folder: cwd } = made;
    const said = await cli(["escalate", "hello", "p1", "p1", ...BY], { cwd });
    expect(said).toMatchObject({ code: 0, stdout: "1 recipient is escalated\n", stderr: "" });
  });
});

describe("commands about queues", () => {
  it("are refused as stale if the queues changed since the operator's view, and report the change", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const { queueVersion } = (await ledgerOf(cwd)) ?? {};
    const seen = ["--if-version", String(queueVersion)];
    expect(await cli(["pause", "hello", "--provider", "sms.main", ...BY, ...seen], { cwd })).toMatchObject({
      code: 0,
    });
    const late = await cli(["resume", "hello", ...seen, "--as", "bob", "--reason", "paid"], { cwd });
    expect(late.code).toBe(1);
    expect(late.stderr).toContain("campaign/steered-since: stale: you saw version");
    expect(late.stderr).toContain("(sms.main was paused by ada: a bill)");
    expect(await ledgerOf(cwd)).toMatchObject({ state: "held" });
    const now = (await ledgerOf(cwd))?.queueVersion;
    expect(now).toBeGreaterThan(Number(queueVersion));
    expect(await cli(["resume", "hello", "--if-version", String(now), ...BY], { cwd })).toMatchObject({
      code: 0,
    });
    expect(await ledgerOf(cwd)).toMatchObject({ state: "running" });
  });

  it("report what still stops recipients after an operator resumes", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const store = sqliteStore({ file: `${cwd}/relance.db` });
    await store.open();
    const loss = { campaign: 1, provider: "sms.main", source: "plugin:watch", actor: "plugin:watch" } as const;
    await store.control([{ ...loss, gate: "held", reason: "it loses messages", reviewAt: Date.now() + 900_000 }]);
    await cli(["pause", "hello", "--provider", "sms.main", ...BY], { cwd });
    const resumed = await cli(["resume", "hello", "--provider", "sms.main", ...BY], { cwd });
    expect(resumed.stdout).toMatch(
      /^hello sends again over sms\.main\n {2}still, through sms\.main: watch: paused .*it loses messages.* \(--override ends it\)\n$/,
    );
    const [json] = (await cli(["resume", "hello", ...BY, "--json"], { cwd })).json<{ still: unknown }>();
    expect(json?.still).toMatchObject([{ provider: "sms.main", by: "plugin:watch", does: "paused" }]);
    const forced = await cli(["resume", "hello", "--override", ...BY], { cwd });
    expect(forced.stdout).toBe("hello sends again\n");
    await store.close();
  });

  it("report the recipients of a rerouted destination whom a pause of the other provider stops", async () => {
    await using made = await startedWith("{ channel: sms, route: [main, second, third], template: hello }");
    const { folder: cwd } = made;
    const led = ["--provider", "sms.main", "--destination", "+3363", "--via", "sms.second"];
    expect(await cli(["pause", "hello", ...led, ...BY], { cwd })).toMatchObject({ code: 0 });
    const second = ["pause", "hello", "--provider", "sms.second", ...BY];
    expect((await cli(second, { cwd })).stdout).toContain("hello is paused over sms.second; 3 recipients wait\n");
    expect((await cli([...second, "--via", "sms.third"], { cwd })).stdout).toContain(
      "0 recipients wait, 3 recipients are rerouted through sms.third\n",
    );
  });

  it("reroute no recipient to a provider that is not later in the same route, and then stop none", async () => {
    await using made = await startedWith(
      "{ channel: sms, route: [main, second], template: hello, wait: 1h }",
      "{ channel: sms, route: [third], template: hello }",
    );
    const { folder: cwd } = made;
    const { queueVersion } = (await ledgerOf(cwd)) ?? {};
    const lead = (provider: string, via: string) =>
      cli(["pause", "hello", "--provider", provider, "--via", via, ...BY], { cwd });
    for (const [provider, via, said] of [
      ["sms.main", "sms.third", "later: sms.second"],
      ["sms.main", "sms.main", "later: sms.second"],
      ["sms.second", "sms.main", "no provider comes later"],
    ] as const) {
      const refused = await lead(provider, via);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(`config/provider-unknown: ${via} is not later in the route`);
      expect(refused.stderr).toContain(said);
    }
    expect(await ledgerOf(cwd)).toMatchObject({ state: "running", queueVersion });
    expect(await lead("sms.main", "sms.second")).toMatchObject({ code: 0 });
    const { stdout } = await cli(["status", "hello"], { cwd });
    expect(stdout).toContain("sms.second");
  });

  it("name a destination before a recipient of it was sent a message, and report this", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const paused = await cli(["pause", "hello", "--destination", "+3363", ...BY], { cwd });
    expect(paused.stdout).toContain("hello is paused for +3363; at most 3 recipients wait\n  review it by");
    expect(paused.stdout).toContain(
      "\n  no recipient of +3363 was sent a message yet: the command applies to later recipients\n",
    );
    const other = await cli(["pause", "hello", "--destination", "+4470", ...BY, "--json"], { cwd });
    expect(other.json()).toMatchObject([{ destination: "+4470", isUnseen: true }]);
    expect((await cli(["status", "hello"], { cwd })).stdout).toMatch(/operator \(ada\): paused for \+3363 since/);
    const resumed = await cli(["resume", "hello", "--destination", "+4470", ...BY], { cwd });
    expect(resumed.stdout).toContain("hello sends again for +4470\n  no recipient of +4470 was sent a message yet");
    await using store = await opened(cwd);
    const worker = { incarnation: "w", role: "worker", version: "1", providers: ["sms.main"] } as const;
    await store.heartbeat(worker);
    const wants = [{ provider: "sms.main", slots: 10, sendBudgetMs: 1_000 }];
    for (let round = 0; round < 3; round++) expect((await store.claim({ worker: "w", wants })).claimed).toEqual([]);
    await store.control([{ campaign: 1, destination: "+3363", gate: "open", actor: "ada", reason: "well" }]);
    expect((await store.claim({ worker: "w", wants })).claimed).toHaveLength(3);
  });

  it("name a destination once a recipient of it was sent a message, and show it in status and events", async () => {
    await using far = await fakeVendor();
    await using made = await started({ fakeVendor: far.url, delivery: "live" });
    const { folder: cwd } = made;
    const running = startCli(["worker"], { cwd });
    await waitFor("three messages", () => far.heard.length === 3);
    running.signal("SIGTERM");
    await running.done;
    const destination = far.heard[0]?.to.slice(0, 5) ?? "";
    const order = ["--step", "1", "--provider", "sms.main", "--destination", destination];
    const paused = await cli(["pause", "hello", ...order, ...BY], { cwd });
    expect(paused.stdout).toContain(
      `hello is paused in step 1 over sms.main for ${destination}; at most 0 recipients wait\n  review it by`,
    );
    const { stdout } = await cli(["status", "hello"], { cwd });
    expect(stdout).toContain("provider   sms.main is open\n");
    expect(stdout).toMatch(new RegExp(`operator \\(ada\\): paused for \\${destination} since .*: a bill, reviewed`));
    const told = await cli(["events"], { cwd });
    expect(told.stdout).toContain(`step 1 · sms.main · ${destination} · paused · ada: a bill`);
    const json = (await cli(["events", "--json"], { cwd })).json();
    expect(json.at(-1)).toMatchObject({
      type: "campaign.steered",
      steering: { step: 1, provider: "sms.main", destination, gate: "held" },
    });
    for (const wrong of ["+339", "33639", "Example.org", "p@example.org", "example"]) {
      const unknown = await cli(["throttle", "hello", "--destination", wrong, "--rate", "5/m", ...BY], { cwd });
      expect(unknown.code).toBe(1);
      expect(unknown.stderr).toContain(
        `campaign/destination-unknown: ${wrong} is not a destination: write a plus and four`,
      );
      expect(unknown.stderr).toContain(`there is ${destination}`);
    }
    const mail = await cli(["throttle", "hello", "--destination", "example.org", "--rate", "5/m", ...BY], { cwd });
    expect(mail.stderr).toContain(
      "no recipient of the destination example.org gets messages in this campaign: there is",
    );
    const slowed = await cli(["throttle", "hello", "--destination", destination, "--rate", "5/m", ...BY], { cwd });
    expect(slowed.stdout).toBe(`hello sends at most 0.083/s per queue for ${destination}\n`);
    await cli(["resume", "hello", ...BY], { cwd });
    const { providers } = (await ledgerOf(cwd)) as { providers: { causes: object[] }[] };
    expect(providers[0]?.causes).toMatchObject([{ by: "operator", does: "throttled", destination }]);
  });

  it("name a step, and refuse an unknown one with the known ones", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const paused = await cli(["pause", "hello", "--step", "1", ...BY], { cwd });
    expect(paused.stdout).toContain("hello is paused in step 1; 3 recipients wait\n  review it by");
    const told = (await cli(["events", "--json"], { cwd })).json();
    expect(told.at(-1)).toMatchObject({ type: "campaign.held", steering: { step: 1, gate: "held" } });
    for (const [order, said] of [
      [["--step", "7"], "campaign/step-unknown: there is no step 7: there is 1 (sms)"],
      [
        ["--provider", "sms.nope"],
        "config/provider-unknown: no step of the campaign is sent over sms.nope: there is sms.main",
      ],
      [
        ["--destination", "3399"],
        "campaign/destination-unknown: 3399 is not a destination: write a plus and four digits such as +3363",
      ],
    ] as const) {
      const refused = await cli(["pause", "hello", ...order, ...BY], { cwd });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(said);
    }
    expect(await cli(["resume", "hello", "--step", "1", ...BY], { cwd })).toMatchObject({ code: 0 });
    expect(await ledgerOf(cwd)).toMatchObject({ state: "running" });
  });
});
