import { WebhookError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { testEdge } from "../support/edge.ts";
import { plainSms, signedHeaders, signingSms } from "../support/example-providers.ts";

const DELIVERED = {
  type: "receipt",
  kind: "delivered",
  quality: "handset",
  ref: "SM1",
} as const;
const { ref: _, ...WITHOUT_REF } = DELIVERED;
const REPLY = { type: "reply", from: "+33639980001", text: "OK 47", eventId: "r1" } as const;

function post(items: unknown): RequestInit {
  return { method: "POST", body: JSON.stringify(items) };
}

describe("a receipt at a URL that we signed", () => {
  it("is stored with its bytes and the attempt of the URL, and then answered with 204", async () => {
    const { send, port } = testEdge();
    const response = await send(`/receipts/sms.plain${port.query("sms.plain", "a1")}`, post([DELIVERED]));
    expect(response.status).toBe(204);
    expect(port.recorded).toEqual([
      { provider: "sms.plain", item: { ...WITHOUT_REF, attemptId: "a1" }, raw: JSON.stringify([DELIVERED]) },
    ]);
  });

  it("is also accepted by GET, with the query as its bytes", async () => {
    const { send, port } = testEdge();
    const query = `${port.query("sms.plain", "a1")}&items=${encodeURIComponent(JSON.stringify([DELIVERED]))}`;
    expect((await send(`/receipts/sms.plain${query}`)).status).toBe(204);
    expect(port.recorded).toMatchObject([{ item: { attemptId: "a1" }, raw: query }]);
  });

  it.each([
    { why: "no signature", query: () => "?a=a1" },
    { why: "another attempt's signature", query: (sign: Sign) => `?a=a2&s=${sign("sms.plain", "a1")}` },
    { why: "another provider's signature", query: (sign: Sign) => `?a=a1&s=${sign("sms.signing", "a1")}` },
    { why: "an attempt that cannot be one", query: (sign: Sign) => `?a=A!&s=${sign("sms.plain", "A!")}` },
    { why: "nothing at all", query: () => "" },
  ])("is refused with $why, and changes nothing", async ({ query }) => {
    const { send, port } = testEdge();
    const response = await send(
      `/receipts/sms.plain${query((provider, attempt) => port.sign(provider, attempt))}`,
      post([DELIVERED]),
    );
    expect(response.status).toBe(403);
    expect(await response.text()).toMatch(/^webhook\/bad-signature: .*publicUrl/);
    expect(port.recorded).toEqual([]);
    expect(port.refusals).toEqual(["webhook/bad-signature"]);
  });

  it("may concern only its own attempt", async () => {
    const { send, port } = testEdge();
    const address = `/receipts/sms.plain${port.query("sms.plain", "a1")}`;
    expect((await send(address, post([{ ...DELIVERED, attemptId: "a2" }]))).status).toBe(403);
    expect((await send(address, post([REPLY]))).status).toBe(403);
    expect(port.recorded).toEqual([]);
  });

  it("proves only its attempt: no id of the carrier, no nonce, and of a signal only the kind", async () => {
    const { send, port } = testEdge();
    const hint = { type: "signal", kind: "shown", detail: "any", occurredAt: 5, nonce: "n" };
    await send(`/receipts/sms.plain${port.query("sms.plain", "a1")}`, post([{ ...DELIVERED, nonce: "n" }, hint]));
    expect(port.recorded.map(({ item }) => item)).toEqual([
      { ...WITHOUT_REF, attemptId: "a1" },
      { type: "signal", kind: "shown", attemptId: "a1" },
    ]);
  });

  it("must not contain an opt-out link, which only the authenticated provider's API may send", async () => {
    const { send, port } = testEdge();
    const hint = { type: "signal", kind: "received", optOutUrl: "https://example.org/u/token" };
    await send(`/receipts/sms.plain${port.query("sms.plain", "a1")}`, post([hint]));
    await send(`/receipts/sms.plain${port.query("sms.plain", "")}`, post([hint]));
    expect(port.recorded.map(({ item }) => item.type === "signal" && item.optOutUrl)).toEqual([
      undefined,
      hint.optOutUrl,
    ]);
  });

  it("may concern every attempt if the URL is the provider's own", async () => {
    const { send, port } = testEdge();
    const address = `/receipts/sms.plain${port.query("sms.plain", "")}`;
    expect((await send(address, post([{ ...DELIVERED, attemptId: "A2" }, REPLY]))).status).toBe(204);
    expect(port.recorded).toMatchObject([{ item: { attemptId: "a2" } }, { item: { type: "reply" } }]);
  });
});

describe("a receipt that its API signs", () => {
  it("is verified over the public URL, whatever the host of the request", async () => {
    const { handler, port } = testEdge();
    const path = `/receipts/sms.signing${port.query("sms.signing", "a1")}`;
    const headers = {
      ...signedHeaders(`${port.publicUrl}${path}`, "[]"),
      "x-forwarded-host": "evil.example",
    };
    const request = new Request(`http://10.0.0.7:3000/relance${path}`, {
      method: "POST",
      headers,
      body: "[]",
    });
    expect((await handler(request)).status).toBe(204);
  });

  it("is refused after any change", async () => {
    const { send, port } = testEdge();
    const path = "/receipts/sms.signing";
    const headers = signedHeaders(`${port.publicUrl}${path}`, JSON.stringify([DELIVERED]));
    const forged = [{ ...DELIVERED, kind: "undelivered" }];
    expect((await send(path, { ...post(forged), headers })).status).toBe(403);
    expect((await send(`${path}?a=a1`, { ...post([DELIVERED]), headers })).status).toBe(403);
    expect(port.kept).toBe(testEdge().port.kept);
  });

  it("is refused as stale if the provider reports this", async () => {
    const { send, port } = testEdge();
    const path = "/receipts/sms.signing";
    const headers = signedHeaders(`${port.publicUrl}${path}`, "[]", Date.now() - 3_600_000);
    const response = await send(path, { ...post([]), headers });
    expect(response.status).toBe(403);
    expect(await response.text()).toMatch(/^webhook\/stale: /);
  });

  it("takes the attempt of the URL only with our valid signature", async () => {
    const { send, port } = testEdge();
    for (const query of ["?a=a1&s=wrong", port.query("sms.signing", "a2")]) {
      const path = `/receipts/sms.signing${query}`;
      const item = [DELIVERED];
      const headers = signedHeaders(`${port.publicUrl}${path}`, JSON.stringify(item));
      expect((await send(path, { ...post(item), headers })).status).toBe(204);
    }
    expect(port.recorded.map(({ item }) => "attemptId" in item && item.attemptId)).toEqual([undefined, "a2"]);
  });

  it("is refused if the provider lacks a verification, or if the verification throws", async () => {
    const faults: unknown[] = [];
    const { send, port } = testEdge({ onError: (error) => faults.push(error) });
    const { verify: _none, ...reader } = signingSms().receipts ?? {};
    port.providers.set("sms.none", {
      ...signingSms(),
      receipts: { ...plainSms().receipts, ...reader } as never,
    });
    port.providers.set("sms.broken", signingSms({ verify: () => Promise.reject(new TypeError("broken")) }));
    expect((await send("/receipts/sms.none", post([DELIVERED]))).status).toBe(403);
    expect((await send("/receipts/sms.broken", post([DELIVERED]))).status).toBe(403);
    expect(port.recorded).toEqual([]);
    expect(faults).toEqual([new TypeError("broken")]);
  });
});

describe("a reply", () => {
  it("arrives at /inbound, and is answered in the provider's own format", async () => {
    const { send, port } = testEdge();
    const reply = { contentType: "text/xml", body: "<Response/>" };
    port.providers.set("sms.signing", signingSms({ reply }));
    const headers = signedHeaders(`${port.publicUrl}/inbound/sms.signing`, JSON.stringify([REPLY]));
    const response = await send("/inbound/sms.signing", { ...post([REPLY]), headers });
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "text/xml",
      "<Response/>",
    ]);
    expect(port.recorded).toMatchObject([{ item: REPLY }]);
  });
});

describe("storing a report", () => {
  it("is committed before the sender gets 2xx", async () => {
    const { send, port } = testEdge();
    const order: string[] = [];
    const record = port.record.bind(port);
    port.record = async (...input) => {
      const answers = await record(...input);
      order.push("committed");
      return answers;
    };
    await send(`/receipts/sms.plain${port.query("sms.plain", "a1")}`, post([DELIVERED]));
    order.push("answered");
    expect(order).toEqual(["committed", "answered"]);
  });

  it("fails as a whole with 503 if the store is unavailable, so that the sender repeats it", async () => {
    const { send, port } = testEdge();
    port.failure = new WebhookError("webhook/overloaded", "5,000 items are waiting");
    const response = await send(`/receipts/sms.plain${port.query("sms.plain", "a1")}`, post([DELIVERED]));
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(port.refusals).toEqual(["webhook/overloaded"]);
  });

  it.each([
    { why: "a NUL", ref: "a\0b", kept: "a\ufffdb" },
    { why: "half a character", ref: "\ud800", kept: "\ufffd" },
    { why: "321 characters", ref: "x".repeat(321), kept: `${"x".repeat(296)} … [cut: 321 characters]` },
  ])("skips an item with $why in its id, and stores the others", async ({ ref, kept }) => {
    const { send, port } = testEdge();
    const bad = { ...DELIVERED, ref };
    const address = `/receipts/sms.plain${port.query("sms.plain", "")}`;
    expect((await send(address, post([bad, DELIVERED]))).status).toBe(204);
    expect(port.recorded).toMatchObject([{ item: { ...DELIVERED, ref: kept } }, { item: DELIVERED }]);
  });

  it("returns 2xx if any item is usable, and counts each unusable item", async () => {
    const { send, port } = testEdge();
    const address = `/receipts/sms.plain${port.query("sms.plain", "")}`;
    const bad = { ...DELIVERED, ref: "refuse:message/bad-text" };
    expect((await send(address, post([DELIVERED, bad]))).status).toBe(204);
    expect((await send(address, post([bad]))).status).toBe(400);
    expect(port.refusals).toEqual(["message/bad-text", "webhook/unreadable"]);
  });
});

describe("an unusable report", () => {
  it.each([
    { why: "not what the reader expects", body: "{", status: 400, code: "webhook/unreadable" },
    { why: "no list", body: "{}", status: 400, code: "webhook/unreadable" },
    { why: "a list of nothing", body: "[null]", status: 400, code: "webhook/unreadable" },
    { why: "an unknown kind of item", body: '[{"type":"rumour"}]', status: 400, code: "webhook/unreadable" },
    { why: "too large", body: "x".repeat(262_145), status: 413, code: "webhook/too-large" },
    {
      why: "too many",
      body: JSON.stringify(Array(5_001).fill(DELIVERED)),
      limit: 9e6,
      status: 413,
      code: "webhook/too-large",
    },
  ])("is refused with its reason, without quoting it: $why", async ({ body, limit, status, code }) => {
    const { send, port } = testEdge(limit === undefined ? {} : { maxReportBytes: limit });
    const response = await send(`/receipts/sms.plain${port.query("sms.plain", "a1")}`, {
      method: "POST",
      body,
    });
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(text.startsWith(`${code}: `)).toBe(true);
    expect(text.length).toBeLessThan(200);
    expect(port.recorded).toEqual([]);
  });

  it("may be as large as the provider's API makes it, only at its own URL", async () => {
    const { send, port } = testEdge();
    const body = JSON.stringify([{ ...DELIVERED, errorCode: "x".repeat(300_000) }]);
    const sent = () => send(`/receipts/sms.plain${port.query("sms.plain", "a1")}`, { method: "POST", body });
    expect((await sent()).status).toBe(413);
    port.providers.set("sms.plain", plainSms({ maxBytes: 400_000 }));
    expect((await sent()).status).toBe(204);
  });

  it.each(["sms.nobody", "sms.silent", "__proto__", ""])("is 404 for the provider '%s'", async (provider) => {
    const { send, port } = testEdge();
    expect((await send(`/receipts/${provider}`, post([DELIVERED]))).status).toBe(404);
    expect(port.refusals).toEqual(["webhook/not-found"]);
  });

  it("with a long text is shortened and marked instead of refused", async () => {
    const { send, port } = testEdge();
    const long = [
      { ...REPLY, text: "x".repeat(12_000) },
      { type: "signal", kind: "received", detail: "y".repeat(400) },
    ];
    const address = `/inbound/sms.plain${port.query("sms.plain", "")}`;
    expect((await send(address, post(long))).status).toBe(204);
    expect(port.recorded).toMatchObject([
      { item: { text: expect.stringMatching(/^x+ … \[cut: 12000 characters\]$/) } },
      { item: { detail: expect.stringMatching(/^y+ … \[cut: 400 characters\]$/) } },
    ]);
  });

  it("with a reply whose text no store can keep unchanged is stored", async () => {
    const { send, port } = testEdge();
    const text = "OK\0 \ud800";
    await send(`/inbound/sms.plain${port.query("sms.plain", "")}`, post([{ ...REPLY, text }]));
    expect(port.recorded).toMatchObject([{ item: { text: "OK\uFFFD \uFFFD" } }]);
  });

  it("may state an impossible attempt or time, which is ignored", async () => {
    const { send, port } = testEdge();
    const odd = { ...DELIVERED, attemptId: "'; drop", occurredAt: -1 };
    await send(`/receipts/sms.plain${port.query("sms.plain", "a1")}`, post([odd]));
    expect(port.recorded).toMatchObject([{ item: { attemptId: "a1", occurredAt: undefined } }]);
  });

  it("whose body was read before causes an error with the line to change, and not an error about a forgery", async () => {
    const { handler, port } = testEdge();
    const request = new Request(`${port.publicUrl}/receipts/sms.signing`, { method: "POST", body: "[]" });
    await request.text();
    const response = await handler(request);
    expect(response.status).toBe(500);
    expect(await response.text()).toMatch(/^webhook\/body-consumed: .*return relance\.handle\(request\)/);
  });
});

type Sign = (provider: string, attemptId: string) => string;
