import { readFileSync } from "node:fs";
import { join } from "node:path";
import { StoreError } from "@relance/spec";
import type { Gateway } from "relance";
import { describe, expect, it } from "vitest";
import { hello, type Laboratory, MINUTE, openLaboratory, people } from "../../support/laboratory.ts";
import { readMetrics, type Told } from "../../support/read-metrics.ts";
import { reportingCarrier } from "../../support/reporting-carrier.ts";

const PUBLIC_URL = "https://notify.example.org/relance";
const TOKEN = "a-token-for-these-tests";
const PAGE = readFileSync(join(import.meta.dirname, "../../../../../docs/metrics.md"), "utf8");
const ERRORS = readFileSync(join(import.meta.dirname, "../../../../../docs/errors.md"), "utf8");
const CAMPAIGN = { tenant: "", campaign: "hello", occurrence: "" };

/** Forty people over a carrier that loses every fourth message; ten have answered. */
async function lossy(): Promise<{ readonly lab: Laboratory; readonly gateway: Gateway; fail(): void }> {
  let isFailing = false;
  const lab: Laboratory = await openLaboratory({
    sms: (world) => {
      const carrier = { store: () => lab.store, loses: (_: string, nth: number) => nth % 4 === 0 };
      return { main: reportingCarrier(world, "sms.main", carrier).provider };
    },
    config: { publicUrl: PUBLIC_URL, apiTokens: [TOKEN], log: () => {} },
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
  const campaign = hello({ acknowledge: { on: "came", by: ["event"] } });
  await lab.finish(gateway.campaigns.start(campaign, { recipients: people(40) }));
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

async function told({ lab, gateway }: Awaited<ReturnType<typeof lossy>>): Promise<readonly Told[]> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await lab.finish(gateway.handle(new Request(`${PUBLIC_URL}/metrics`, { headers })));
  return readMetrics(await response.text());
}

function sumOf(all: readonly Told[], name: string, labels: Readonly<Record<string, string>>): number {
  const own = all.filter(
    (one) => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  );
  return own.reduce((sum, { value }) => sum + value, 0);
}

describe("what a gateway tells Prometheus", () => {
  it("is the ledger's, in every number of people and messages", async () => {
    const here = await lossy();
    const all = await told(here);
    const ledger = await here.lab.ledger();
    for (const [state, count] of Object.entries(ledger.states)) {
      expect(sumOf(all, "relance_campaign_people", { ...CAMPAIGN, state }), state).toBe(count);
    }
    expect(sumOf(all, "relance_campaign_people", { state: "acknowledged" })).toBe(10);
    expect(sumOf(all, "relance_campaign_messages", CAMPAIGN)).toBe(ledger.totals.attempts);
    expect(sumOf(all, "relance_campaign_messages", { evidence: "delivered", step: "1" })).toBe(30);
    expect(sumOf(all, "relance_campaign_state", { state: ledger.state })).toBe(1);
    expect(sumOf(all, "relance_campaign_ledger_holds", {})).toBe(1);
  });

  it("shows a silent loss: of what was taken five minutes ago, a quarter is not answered", async () => {
    const all = await told(await lossy());
    expect(sumOf(all, "relance_recent_taken", { provider: "sms.main" })).toBe(40);
    expect(sumOf(all, "relance_recent_answered", { provider: "sms.main" })).toBe(30);
  });

  it("tells an incident from when it began until it ends, and counts what was refused at the door", async () => {
    const here = await lossy();
    const subject = { campaign: 1, kind: "loss", provider: "sms.main", destination: "+3363" } as const;
    const since = here.lab.time.now() / 1_000;
    await here.lab.store.incident({ ...subject, change: "open", fact: "a quarter is lost", actor: "watch" });
    await here.lab.finish(here.gateway.handle(new Request(`${PUBLIC_URL}/a/nobody`)));
    const labels = { ...CAMPAIGN, kind: "loss", provider: "sms.main", destination: "+3363" };
    const before = await told(here);
    expect(sumOf(before, "relance_incident_started_seconds", labels)).toBeCloseTo(since, 0);
    expect(sumOf(before, "relance_webhook_refusals_total", { code: "webhook/not-found" })).toBe(1);
    await here.lab.store.incident({ ...subject, change: "end", fact: "it answers again", actor: "watch" });
    expect(sumOf(await told(here), "relance_incident_started_seconds", {})).toBe(0);
  });

  it("still answers when the store does not, and says so", async () => {
    const here = await lossy();
    here.fail();
    const all = await told(here);
    expect(all).toContainEqual({ name: "relance_store_up", labels: {}, value: 0 });
    expect(all).toContainEqual({ name: "relance_healthy", labels: {}, value: 0 });
    expect(all.filter(({ name }) => name.startsWith("relance_campaign"))).toEqual([]);
  });

  it("holds no address and no key", async () => {
    const { lab, gateway } = await lossy();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await lab.finish(gateway.handle(new Request(`${PUBLIC_URL}/metrics`, { headers })));
    expect(await answer.text()).not.toMatch(/\+336399\d|"p\d+"/);
  });
});

/** The labels of each metric as its row says. */
function labelsOfPage(): ReadonlyMap<string, readonly string[]> {
  const rows = PAGE.matchAll(/^\| `(relance_\w+)` \| ([^|]*) \|/gm);
  return new Map(
    [...rows].map(([, name = "", labels = ""]) => [
      name,
      [...labels.matchAll(/`(\w+)`/g)].map(([, label = ""]) => label),
    ]),
  );
}

describe("docs/metrics.md", () => {
  it("has a row for every metric and no other, and its rules ask for none that is not there", async () => {
    const { lab, gateway } = await lossy();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await lab.finish(gateway.handle(new Request(`${PUBLIC_URL}/metrics`, { headers })));
    const text = await answer.text();
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    const names = types.map(([, name = "", type]) => (type === "counter" ? `${name}_total` : name));
    const rows = [...PAGE.matchAll(/^\| `(relance_\w+)` \|/gm)].map(([, name]) => name);
    expect(rows.toSorted()).toEqual(names.toSorted());
    const rules = /^```yaml\n(groups:.*?)^```$/ms.exec(PAGE)?.[1] ?? "";
    const asked = new Set([...rules.matchAll(/\brelance_\w+/g)].map(([name]) => name));
    expect(asked.size).toBeGreaterThan(4);
    for (const name of asked) expect(names).toContain(name);
    const by = [...rules.matchAll(/\bby \(([\w, ]+)\)|\$labels\.(\w+)|(\w+)="/g)];
    const labels = new Set([...labelsOfPage().values()].flat());
    for (const label of by.flatMap(([, list, ...one]) => list?.split(", ") ?? one.filter(Boolean)))
      expect([...labels, ...Object.keys(CAMPAIGN)]).toContain(label);
  });

  it("names the labels that each metric really has, and its rules the values that they can have", async () => {
    const { lab, gateway } = await lossy();
    const headers = { authorization: `Bearer ${TOKEN}` };
    await lab.finish(gateway.handle(new Request(`${PUBLIC_URL}/a/forged-by-nobody`)));
    const answer = await lab.finish(gateway.handle(new Request(`${PUBLIC_URL}/metrics`, { headers })));
    const text = await answer.text();
    const samples = [...text.matchAll(/^(relance_\w+)\{(.*)\} /gm)];
    expect(new Set(samples.map(([, name]) => name)).size).toBeGreaterThan(8);
    for (const [, name = "", pairs = ""] of samples) {
      const found = [...pairs.matchAll(/(\w+)="/g)].map(([, label = ""]) => label);
      const own = found.filter((label) => !(label in CAMPAIGN)).toSorted();
      expect([name, own]).toEqual([name, labelsOfPage().get(name)?.toSorted()]);
    }
    for (const [, name = "", label = "", value = ""] of PAGE.matchAll(/(relance_\w+)\{(\w+)="([^"]*)"\}/g)) {
      const isSeen = samples.some(([, of, pairs]) => of === name && pairs?.includes(`${label}="${value}"`));
      const isNamed = `${ERRORS}\n${PAGE}`.includes(`\`${value}\``); // no sample has it while all is well
      expect([`${name} ${value}`, isSeen || isNamed]).toEqual([`${name} ${value}`, true]);
    }
  });
});
