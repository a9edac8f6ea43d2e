import { StoreError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { testEdge } from "../support/edge.ts";
import { API_TOKEN } from "../support/memory-port.ts";

const AUTHORIZED = { authorization: `Bearer ${API_TOKEN}` };

function post(body: BodyInit, headers: Record<string, string> = AUTHORIZED): RequestInit {
  return { method: "POST", headers, body };
}

describe("acknowledgements from the caller's own system", () => {
  it("are recorded in bulk, with one result per item, in order", async () => {
    const { send, port } = testEdge();
    const items = [
      { key: "1", on: "re-registered", occurredAt: "2013-08-14T10:00:00+02:00" },
      { key: 2 },
      { key: "3", occurredAt: "yesterday" },
      { key: "4", occuredAt: "2013-08-14T10:00:00Z" },
      { key: "1" },
      "5",
      { key: "a\0b" },
    ];
    const response = await send("/acknowledgements", post(JSON.stringify(items)));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      results: [
        { status: "recorded" },
        { status: "refused", code: "message/bad-key", advice: "key: write text" },
        {
          status: "refused",
          code: "webhook/unreadable",
          advice: expect.stringMatching(/^occurredAt: write an instant/),
        },
        { status: "refused", code: "webhook/unreadable", advice: expect.stringContaining("occurredAt") },
        { status: "duplicate" },
        { status: "refused", code: "webhook/unreadable", advice: expect.any(String) },
        { status: "refused", code: "message/bad-key", advice: expect.any(String) },
      ],
    });
    expect(port.acknowledged).toEqual([
      { key: "1", on: "re-registered", occurredAt: new Date("2013-08-14T08:00:00Z") },
      { key: "1" },
    ]);
  });

  it("may be 10,000 in one request", async () => {
    const { send } = testEdge();
    const items = Array.from({ length: 10_000 }, (_, index) => ({ key: `k${index}` }));
    const { results } = (await (await send("/acknowledgements", post(JSON.stringify(items)))).json()) as Results;
    expect(results).toHaveLength(10_000);
  });

  it.each([
    { why: "not JSON", body: "{", status: 400, code: "webhook/unreadable" },
    { why: "no list", body: '{"key":"1"}', status: 400, code: "webhook/unreadable" },
    {
      why: "not UTF-8",
      body: Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]),
      status: 400,
      code: "webhook/unreadable",
    },
    { why: "too many", body: JSON.stringify(Array(10_001).fill({})), status: 413, code: "webhook/too-large" },
    { why: "too large", body: " ".repeat(4_194_305), status: 413, code: "webhook/too-large" },
    { why: "a nest without end", body: "[".repeat(1_000_000), status: 400, code: "webhook/unreadable" },
  ])("are refused together, with the reason, if the body is unusable: $why", async ({ body, status, code }) => {
    const { send, port } = testEdge();
    const response = await send("/acknowledgements", post(body));
    expect([response.status, await response.json()]).toEqual([
      status,
      { error: { code, message: expect.any(String) } },
    ]);
    expect(port.acknowledged).toEqual([]);
  });

  it.each([
    { why: "none", headers: {} },
    { why: "a wrong one", headers: { authorization: "Bearer wrong" } },
    { why: "an empty one", headers: { authorization: "Bearer " } },
    { why: "one in another scheme", headers: { authorization: `Basic ${API_TOKEN}` } },
  ])("require a token: $why is 401", async ({ headers }) => {
    const { send, port } = testEdge();
    const response = await send("/acknowledgements", post("[]", headers));
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(port.refusals).toEqual(["webhook/unauthorized"]);
  });

  it("accept every configured token, so that a token can be replaced", async () => {
    const { send, port } = testEdge();
    port.apiTokens = ["newer-token", API_TOKEN];
    for (const token of port.apiTokens) {
      expect((await send("/acknowledgements", post("[]", { authorization: `Bearer ${token}` }))).status).toBe(200);
    }
  });

  it.each(["/acknowledgements", "/events"])("do not exist if no token is set: %s", async (path) => {
    const { send, port } = testEdge();
    port.apiTokens = [];
    const [off, unknown] = [await send(path, { headers: AUTHORIZED }), await send("/nowhere")];
    expect([off.status, await off.text()]).toEqual([404, await unknown.text()]);
  });

  it("must be sent again if the store is busy", async () => {
    const { send, port } = testEdge();
    port.failure = new StoreError("store/busy", "the writer is busy", { retryable: true });
    const response = await send("/acknowledgements", post('[{"key":"1"}]'));
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  });
});

interface Results {
  readonly results: readonly unknown[];
}
