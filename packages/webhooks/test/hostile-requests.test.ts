import { createConnection } from "node:net";
import { toNodeHandler } from "@relance/webhooks";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OPT_OUT_TOKEN, TOKEN, testEdge } from "./support/edge.ts";
import { listen } from "./support/listen.ts";
import { API_TOKEN, PUBLIC_URL } from "./support/memory-port.ts";

const TYPES = [
  "application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "text/plain",
  "image/png",
  ";;",
];

const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND");
const path = fc.oneof(
  fc.constantFrom(
    `/a/${TOKEN}`,
    `/u/${OPT_OUT_TOKEN}`,
    "/receipts/sms.plain",
    "/receipts/sms.signing",
    "/inbound/sms.plain",
    "/acknowledgements",
    "/events",
    "/health",
  ),
  fc.webPath(),
  fc.string({ unit: "binary" }).map((text) => `/a/${encodeURIComponent(text.toWellFormed())}`),
);
const query = fc.oneof(
  fc.constant(""),
  fc.webQueryParameters().map((text) => `?${text}`),
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }),
  fc.json().map((text) => Buffer.from(text)),
  fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
  fc.webQueryParameters().map((text) => Buffer.from(text)),
  fc
    .constantFrom("\0", '[{"type":"receipt"', "--x\r\n\r\n\r\n--x--", "[".repeat(5_000))
    .map((text) => Buffer.from(text)),
);
const headers = fc.record(
  {
    "content-type": fc.constantFrom(...TYPES),
    "content-length": fc.constantFrom("-1", "99999999999", "x"),
    accept: fc.constantFrom("text/html", "application/json", "*/*"),
    "accept-language": fc.stringMatching(/^[ -~]{0,40}$/),
    authorization: fc.constantFrom(`Bearer ${API_TOKEN}`, "Bearer x", "Basic eA=="),
    "x-signature": fc.stringMatching(/^[0-9a-f]{0,64}$/),
  },
  { requiredKeys: [] },
);

describe("any request", () => {
  it("gets an answer that does not blame the server, and changes nothing", async () => {
    const { send, port } = testEdge({ perTokenAMinute: 1e9 });
    const before = port.kept;
    const property = fc.asyncProperty(method, path, query, headers, body, async (verb, where, what, head, bytes) => {
      const isBodiless = verb === "GET" || verb === "HEAD";
      const init = { method: verb, headers: head, ...(isBodiless ? {} : { body: bytes }) };
      const response = await send(`${where}${what}`, init);
      const text = await response.text();
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get("cache-control")).toBe("no-store");
      if (response.status >= 400) expect(text.length).toBeLessThan(5_000);
      expect(port.kept).toBe(before);
    });
    await fc.assert(property, { numRuns: 1_500 });
  });

  it("that arrives byte by byte over a socket keeps the server running and the state unchanged", async () => {
    const { handler, port } = testEdge();
    const before = port.kept;
    await using server = await listen(toNodeHandler(handler, { publicUrl: PUBLIC_URL }));
    const line = fc.tuple(fc.constantFrom("GET", "POST", "TRACE", "OPTIONS"), fc.stringMatching(/^[!-~]{1,60}$/));
    const property = fc.asyncProperty(line, fc.uint8Array({ maxLength: 500 }), async ([verb, target], bytes) => {
      const head = `${verb} /${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${bytes.length}\r\n\r\n`;
      const socket = createConnection(server.port, "127.0.0.1");
      const received: Buffer[] = [];
      socket.on("data", (chunk) => received.push(chunk)).on("error", () => undefined);
      socket.write(Buffer.concat([Buffer.from(head), bytes]));
      await new Promise((resolve) => socket.once("close", resolve));
      expect(Buffer.concat(received).toString("latin1")).toMatch(/^HTTP\/1\.1 [234]\d\d /);
    });
    await fc.assert(property, { numRuns: 300 });
    expect(port.kept).toBe(before);
    expect((await fetch(`${server.origin}/relance/health`)).status).toBe(200);
  });
});

describe("a provider's API with a valid signature and invalid content", () => {
  it("is answered with its own error, and only storable items are stored", async () => {
    const { send, port } = testEdge();
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a\0", "\ud800b"));
    const field = fc.oneof(text, fc.integer(), fc.constant(null), fc.constant({}));
    const item = fc.record(
      {
        type: fc.constantFrom("receipt", "reply", "signal", "answer", "rumour"),
        attemptId: field,
        ref: field,
        eventId: field,
        nonce: field,
        errorCode: field,
        from: field,
        text: field,
        detail: field,
        token: field,
        answer: field,
        shown: fc.oneof(fc.record({ hash: field, locale: field, label: field }), field),
        occurredAt: fc.oneof(fc.double(), field),
      },
      { requiredKeys: [] },
    );
    const property = fc.asyncProperty(
      fc.array(item, { maxLength: 2 }),
      fc.constantFrom("", "a1"),
      async (items, attempt) => {
        const address = `/receipts/sms.plain${port.query("sms.plain", attempt)}`;
        const response = await send(address, { method: "POST", body: JSON.stringify(items) });
        expect([204, 400, 403]).toContain(response.status);
      },
    );
    await fc.assert(property, { numRuns: 4_000 });
    expect(port.recorded.length).toBeGreaterThan(0);
    expect(JSON.stringify(port.recorded.map(({ item: kept }) => kept))).not.toMatch(/\\u0000|\\ud[89a-f]/i);
    expect(port.answered).toEqual([]);
  });
});
