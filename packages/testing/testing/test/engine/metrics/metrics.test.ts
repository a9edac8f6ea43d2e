import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openTelemetry } from "@relance/opentelemetry";
import { StoreError } from "@relance/spec";
import type { Relance } from "relance";
import { defaultPlugins } from "relance/parts";
import { afterEach, describe, expect, it } from "vitest";
import { type CollectedMetric, type Collector, openCollector } from "../../support/collected-metrics.ts";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, MINUTE, openLaboratory, people } from "../../support/laboratory.ts";
import { reportingCarrier } from "../../support/reporting-carrier.ts";

const PUBLIC_URL = "https://notify.example.org/relance";
const PAGE = readFileSync(join(import.meta.dirname, "../../../../../../docs/metrics.md"), "utf8");
const ERRORS = readFileSync(join(import.meta.dirname, "../../../../../../docs/errors.md"), "utf8");
const CAMPAIGN = { "relance.campaign": "hello" };
/** Attributes that identify a campaign. The page describes them only once. */
const OF_CAMPAIGNS = ["relance.tenant", "relance.campaign", "relance.occurrence"];

let collector: Collector | undefined;
afterEach(() => collector?.[Symbol.dispose]());

/** Runs a campaign for forty recipients through a carrier that loses every fourth message. Ten recipients answer. */
async function lossy(): Promise<{ readonly lab: Laboratory; readonly gateway: Relance; fail(): void }> {
  let isFailing = false;
  collector = openCollector();
  const lab: Laboratory = await openLaboratory({
    sms: (world) => {
      const carrier = { store: () => lab.store, loses: (_: string, nth: number) => nth % 4 === 0 };
      return { main: reportingCarrier(world, "sms.main", carrier).provider };
    },
    config: { publicUrl: PUBLIC_URL, observe: { log: () => {} }, plugins: [...defaultPlugins(), openTelemetry()] },
    storeOf: (store) => ({
      ...store,
      async workers() {
        if (isFailing) throw new StoreError("store/unavailable", "the disk is gone");
        return await store.workers();
      },
    }),
  });
  const { gateway } = await lab.open("worker");
  void gateway.run({ signal: new AbortController().signal });
  const campaign = hello({ confirm: { event: "came", via: ["event"] } });
  await lab.finish(gateway.campaigns.start(campaign, { rows: people(40) }));
  await lab.time.advance(7 * MINUTE);
  await lab.finish(gateway.acknowledge(people(10).map(({ id = "" }) => ({ key: id, on: "came" }))));
  return {
    lab,
    gateway,
    fail() {
      isFailing = true;
    },
  };
}

async function told({ lab }: { readonly lab: Laboratory }): Promise<readonly CollectedMetric[]> {
  return await lab.finish(collector?.told() ?? Promise.resolve([]));
}

function sumOf(
  all: readonly CollectedMetric[],
  name: string,
  attributes: Readonly<Record<string, string | number>>,
): number {
  const own = all.filter(
    (one) => one.name === name && Object.entries(attributes).every(([key, value]) => one.attributes[key] === value),
  );
  return own.reduce((sum, { value }) => sum + value, 0);
}

describe("the metrics of a gateway", () => {
  it("equal the ledger in every number of recipients and messages", async () => {
    const here = await lossy();
    const all = await told(here);
    const ledger = await here.lab.ledger();
    for (const [state, count] of Object.entries(ledger.states)) {
      expect(sumOf(all, "relance.campaign.people", { ...CAMPAIGN, "relance.state": state }), state).toBe(count);
    }
    expect(sumOf(all, "relance.campaign.people", { "relance.state": "acknowledged" })).toBe(10);
    expect(sumOf(all, "relance.campaign.messages", CAMPAIGN)).toBe(ledger.totals.attempts);
    const delivered = { "relance.evidence": "delivered", "relance.step": 1 };
    expect(sumOf(all, "relance.campaign.messages", delivered)).toBe(30);
    expect(sumOf(all, "relance.campaign.state", { "relance.state": ledger.state })).toBe(1);
    expect(all).toContainEqual({ name: "relance.campaign.unaccounted", attributes: CAMPAIGN, value: 0 });
    expect(sumOf(all, "relance.step.lateness", { "relance.step": 1 })).toBe(ledger.totals.attempts);
    expect(ledger.lateness.reduce((sum, { count }) => sum + count, 0)).toBe(ledger.totals.attempts);
  });

  it("contain each message's delay, and no send for a captured message", async () => {
    collector = openCollector();
    const lab = await openLaboratory({
      sms: (world) => ({ main: fakeVendor(world, { concurrency: 1, takesMs: 2_000 }).provider }),
      config: { plugins: [...defaultPlugins(), openTelemetry()] },
    });
    const { gateway } = await lab.open("worker");
    void gateway.run({ signal: new AbortController().signal });
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(3) }));
    await lab.time.advance(MINUTE);
    const live = await told({ lab });
    const lateS = live.find(({ name }) => name === "relance.step.lateness")?.sum;
    expect(lateS).toBeGreaterThanOrEqual(6); // the second message waits for two seconds, the third for four
    expect(sumOf(live, "messaging.client.operation.duration", {})).toBe(3);

    const dry = await lab.open("dry run", { delivery: "capture" });
    void dry.gateway.run({ signal: new AbortController().signal });
    await lab.finish(gateway.close());
    await lab.finish(dry.gateway.campaigns.start(hello({ name: "captured" }), { rows: people(3) }));
    await lab.time.advance(MINUTE);
    expect((await lab.ledger("captured")).capturedBy).toEqual({ "sms.main": 3 });
    expect(sumOf(await told({ lab }), "messaging.client.operation.duration", {})).toBe(3);
  });

  it("contain an incident from its beginning to its end, and count refused requests", async () => {
    const here = await lossy();
    const subject = { campaign: 1, kind: "loss", provider: "sms.main", destination: "+3363" } as const;
    const since = here.lab.time.now() / 1_000;
    await here.lab.store.incident({ ...subject, change: "open", fact: "a quarter is lost", actor: "plugin:watch" });
    await here.lab.finish(here.gateway.handle(new Request(`${PUBLIC_URL}/a/nobody`)));
    const attributes = {
      ...CAMPAIGN,
      "relance.incident_kind": "loss",
      "relance.provider": "sms.main",
      "relance.destination": "+3363",
    };
    const before = await told(here);
    expect(sumOf(before, "relance.incident.started", attributes)).toBeCloseTo(since, 0);
    expect(sumOf(before, "relance.webhook.refusals", { "error.type": "webhook/not-found" })).toBe(1);
    await here.lab.store.incident({ ...subject, change: "end", fact: "it answers again", actor: "plugin:watch" });
    expect(sumOf(await told(here), "relance.incident.started", {})).toBe(0);
  });

  it("are still returned if the store fails, and report the failure", async () => {
    const here = await lossy();
    here.fail();
    const all = await told(here);
    expect(all).toContainEqual({ name: "relance.store.up", attributes: {}, value: 0 });
    expect(all).toContainEqual({ name: "relance.healthy", attributes: {}, value: 0 });
    expect(all.filter(({ name }) => name.startsWith("relance.campaign"))).toEqual([]);
  });

  it("contain no address and no key", async () => {
    const text = JSON.stringify(await told(await lossy()));
    expect(text).toContain("sms.main");
    expect(text).not.toMatch(/\+336399\d|"p\d+"/);
  });
});

const underscored = (name: string) => name.replaceAll(".", "_");

/** Returns the documented attributes of each metric. */
function attributesOfPage(): ReadonlyMap<string, readonly string[]> {
  const rows = PAGE.matchAll(/^\| `((?:relance|messaging)\.[\w.]+)` \| [^|]* \| ([^|]*) \|/gm);
  return new Map(
    [...rows].map(([, name = "", attributes = ""]) => [
      name,
      [...attributes.matchAll(/`([\w.]+)`/g)].map(([, attribute = ""]) => attribute),
    ]),
  );
}

/** Returns the names of all metrics that a gateway may report. */
async function families({ lab }: { readonly lab: Laboratory }): Promise<readonly string[]> {
  const all = await lab.finish(collector?.collect() ?? Promise.resolve([]));
  return all.map(({ descriptor }) => descriptor.name);
}

describe("docs/metrics.md", () => {
  it("has a row for every metric, with the attributes that it really has", async () => {
    const here = await lossy();
    await here.lab.finish(here.gateway.handle(new Request(`${PUBLIC_URL}/a/forged-by-nobody`)));
    const page = attributesOfPage();
    expect([...page.keys()]).toEqual(expect.arrayContaining([...(await families(here))]));
    const all = await told(here);
    expect(new Set(all.map(({ name }) => name)).size).toBeGreaterThan(12);
    for (const { name, attributes } of all) {
      const own = Object.keys(attributes).filter((key) => !OF_CAMPAIGNS.includes(key) && key !== "error.type");
      const said = page.get(name)?.filter((key) => !OF_CAMPAIGNS.includes(key) && key !== "error.type");
      expect([name, own.toSorted()]).toEqual([name, said?.toSorted()]);
    }
  });

  it("uses only existing metrics in its rules", () => {
    const page = attributesOfPage();
    const names = new Map([...page.keys()].map((name) => [underscored(name), page.get(name) ?? []]));
    const rules = /^```yaml\n(groups:.*?)^```$/ms.exec(PAGE)?.[1] ?? "";
    const asked = new Set([...rules.matchAll(/\b(?:relance|messaging)_\w+(?=[{)[ ]|$)/gm)].map(([name]) => name));
    const attributes = new Set([...page.values(), OF_CAMPAIGNS].flat().map(underscored));
    const metric = (name: string) => name.replace(/_(?:total|bucket|count|sum)$/, "");
    const unknown = [...asked].filter((name) => !names.has(metric(name)) && !attributes.has(name));
    expect([asked.size > 6, unknown]).toEqual([true, []]);
    const by = [...rules.matchAll(/\bby \(([\w, ]+)\)|\$labels\.(\w+)|(\w+)="/g)];
    for (const label of by.flatMap(([, list, ...one]) => list?.split(", ") ?? one.filter(Boolean)))
      if (label !== "le") expect([...attributes]).toContain(label);
    for (const [, value = ""] of rules.matchAll(/\w+="([^"]*)"/g))
      expect(`${ERRORS}\n${PAGE}`, value).toContain(`\`${value}\``);
  });
});
