import { metrics } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { openTelemetry } from "@relance/opentelemetry";
import { freePort } from "@relance/test-postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_SECRET, openEventReceiver } from "./support/event-receiver.ts";
import { openStack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const PEOPLE = ["p1", "p2", "p3"].map((id, place) => ({
  id,
  mobile: `+3363998000${place + 1}`,
  mail: `${id}@example.org`,
}));

function samplesOf(text: string, name: string): readonly { readonly labels: string; readonly value: number }[] {
  const lines = text.matchAll(new RegExp(`^${name}\\{(.*)\\} (\\S+)$`, "gm"));
  return [...lines].map(([, labels = "", value]) => ({ labels, value: Number(value) }));
}

describe("metrics of a campaign over real sockets, scraped over HTTP", () => {
  let exporter: PrometheusExporter;
  let meters: MeterProvider;
  let address = "";

  beforeAll(async () => {
    const port = await freePort();
    address = `http://127.0.0.1:${port}/metrics`;
    exporter = new PrometheusExporter({ host: "127.0.0.1", port });
    meters = new MeterProvider({ readers: [exporter] });
    metrics.setGlobalMeterProvider(meters);
  });
  afterAll(async () => {
    metrics.disable();
    await meters.shutdown();
  });

  it("are histograms of sends, receipts, lateness and webhooks, and the numbers of the ledger", async () => {
    await using receiver = await openEventReceiver();
    receiver.answer(() => (receiver.asked.length === 1 ? 404 : 204));
    const scrape = async () => await (await fetch(address)).text();
    const count = async (name: string, label = "") =>
      samplesOf(await scrape(), `${name}_count`)
        .filter(({ labels }) => labels.includes(label))
        .reduce((sum, { value }) => sum + value, 0);
    await using stack = await openStack({
      webhooks: { crm: { url: receiver.url, secret: EVENT_SECRET, allowPrivate: true } },
      madeOf: (config) => ({ ...config, plugins: [...(config.plugins ?? []), openTelemetry()] }),
    });
    await stack.start(PEOPLE, { name: "recall" }, { tenant: "acme" });
    for (const { id } of PEOPLE) await stack.happened("attempt.delivered", id);
    await waitFor("webhooks that were taken, and one that was not", async () => {
      const told = samplesOf(await scrape(), "relance_webhook_duration_count").map(({ labels }) => labels);
      const failed = told.filter((labels) => labels.includes('error_type="provider/'));
      return told.length > failed.length && failed.length > 0;
    });

    const text = await scrape();
    const own = 'relance_campaign="recall",relance_tenant="acme",relance_step="1",relance_provider="sms.main"';
    expect(samplesOf(text, "relance_step_lateness_count").map(({ labels }) => labels)).toEqual([
      expect.stringContaining(own),
    ]);
    expect(await count("relance_step_lateness")).toBe(PEOPLE.length);
    expect(await count("messaging_client_operation_duration", 'relance_outcome="accepted"')).toBe(PEOPLE.length);
    expect(await count("relance_receipt_duration", 'relance_outcome="delivered"')).toBe(PEOPLE.length);
    for (const name of ["messaging_client_operation_duration", "relance_receipt_duration", "relance_step_lateness"]) {
      const [all] = samplesOf(text, `${name}_bucket`).filter(({ labels }) => labels.includes('le="+Inf"'));
      expect([name, all?.value]).toEqual([name, PEOPLE.length]);
      expect(samplesOf(text, `${name}_sum`)[0]?.value, name).toBeLessThan(120);
      expect(text).toContain(`# UNIT ${name} s`);
    }
    expect(samplesOf(text, "relance_campaign_people").reduce((sum, { value }) => sum + value, 0)).toBe(PEOPLE.length);
    for (const secret of ["3363998000", "p1", "example.org", "Please confirm"]) expect(text).not.toContain(secret);
  });

  it("end with the gateway: a closed one is reported as 0", async () => {
    {
      await using _stack = await openStack({
        works: false,
        madeOf: (config) => ({ ...config, plugins: [...(config.plugins ?? []), openTelemetry()] }),
      });
      expect(samplesOf(await (await fetch(address)).text(), "relance_store_up")).toMatchObject([{ value: 1 }]);
    }
    expect(samplesOf(await (await fetch(address)).text(), "relance_store_up")).toMatchObject([{ value: 0 }]);
  });
});
