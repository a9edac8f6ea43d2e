import type { Metric } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { testEdge } from "../support/edge.ts";
import { API_TOKEN } from "../support/memory-port.ts";

const AUTHORIZED = { headers: { authorization: `Bearer ${API_TOKEN}` } };
const PEOPLE: Metric = {
  name: "relance_campaign_people",
  type: "gauge",
  help: "People by state.",
  samples: [
    { labels: { campaign: 'the "first"\nof \\ two', state: "active" }, value: 12 },
    { labels: {}, value: 0.5 },
  ],
};
const REFUSALS: Metric = {
  name: "relance_webhook_refusals",
  type: "counter",
  help: "Refused.",
  samples: [{ labels: { code: "webhook/gone" }, value: 3 }],
};

describe("metrics", () => {
  it("are OpenMetrics text, whatever a label holds", async () => {
    const { send, port } = testEdge();
    port.numbers = [PEOPLE, REFUSALS];
    const response = await send("/metrics", AUTHORIZED);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
    expect(await response.text()).toBe(String.raw`# TYPE relance_campaign_people gauge
# HELP relance_campaign_people People by state.
relance_campaign_people{campaign="the \"first\"\nof \\ two",state="active"} 12
relance_campaign_people 0.5
# TYPE relance_webhook_refusals counter
# HELP relance_webhook_refusals Refused.
relance_webhook_refusals_total{code="webhook/gone"} 3
# EOF
`);
  });

  it("are nobody's without a token, and are not there while none is configured", async () => {
    const { send, port } = testEdge();
    expect((await send("/metrics")).status).toBe(401);
    expect((await send("/metrics", { headers: { authorization: "Bearer x" } })).status).toBe(401);
    port.apiTokens = [];
    expect((await send("/metrics", AUTHORIZED)).status).toBe(404);
  });

  it("answer HEAD, refuse POST, and are a fault of ours when they cannot be read", async () => {
    const { send, port } = testEdge();
    expect((await send("/metrics", { ...AUTHORIZED, method: "HEAD" })).status).toBe(200);
    expect((await send("/metrics", { ...AUTHORIZED, method: "POST" })).status).toBe(405);
    port.failure = new Error("no answer");
    expect((await send("/metrics", AUTHORIZED)).status).toBe(500);
  });
});
