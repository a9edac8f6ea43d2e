import { createRecipientPages } from "@relance/recipient-pages";
import { createHandler } from "@relance/webhooks";
import { describe, expect, it } from "vitest";
import { TOKEN, testEdge } from "./support/edge.ts";
import { MemoryPort } from "./support/memory-port.ts";

describe("routing", () => {
  it.each(["/", "/a", "/a/", "/a/x/y", "/receipts", "/receipts/%ff", "/health/more", "/constructor", "/../secret"])(
    "finds no route at %s",
    async (path) => {
      const { send, port } = testEdge();
      const response = await send(path);
      expect(response.status).toBe(404);
      expect(port.refusals).toEqual(["webhook/not-found"]);
    },
  );

  it.each([
    { method: "PUT", path: "/receipts/sms.plain", allow: "GET, POST" },
    { method: "HEAD", path: "/receipts/sms.plain", allow: "GET, POST" },
    { method: "DELETE", path: `/a/${TOKEN}`, allow: "GET, HEAD, POST" },
    { method: "OPTIONS", path: `/u/${TOKEN}`, allow: "GET, HEAD, POST" },
    { method: "GET", path: "/acknowledgements", allow: "POST" },
    { method: "POST", path: "/events", allow: "GET, HEAD" },
    { method: "POST", path: "/health", allow: "GET, HEAD" },
  ])("answers $method $path with the allowed methods", async ({ method, path, allow }) => {
    const { send, port } = testEdge();
    const response = await send(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allow);
    expect(port.refusals).toEqual(["webhook/method-not-allowed"]);
  });

  it("answers HEAD like GET, without a body", async () => {
    const { send } = testEdge();
    const [get, head] = [await send(`/a/${TOKEN}`), await send(`/a/${TOKEN}`, { method: "HEAD" })];
    const page = await get.text();
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
    expect(Number(head.headers.get("content-length"))).toBe(Buffer.byteLength(page));
  });

  it("finds its routes behind a proxy that removes the mount path", async () => {
    const { handler } = testEdge();
    expect((await handler(new Request("http://10.0.0.7:3000/health"))).status).toBe(200);
  });

  it("answers at the root if publicUrl has no path", async () => {
    const { send } = testEdge({}, "https://notify.example.org");
    expect((await send("/health")).status).toBe(200);
  });

  it.each(["notify.example.org", "ftp://notify.example.org", "https://notify.example.org/?tenant=1"])(
    "refuses the public URL %s",
    (publicUrl) => {
      expect(() => createHandler(new MemoryPort(publicUrl), createRecipientPages())).toThrow(
        expect.objectContaining({
          code: "config/invalid",
          problems: [expect.objectContaining({ path: "publicUrl" })],
        }),
      );
    },
  );
});

describe("every answer", () => {
  it.each(["/health", "/nowhere", `/a/${TOKEN}`, "/a/unknown-token", `/u/${TOKEN}`, "/receipts/sms.plain"])(
    "has the common security headers: %s",
    async (path) => {
      const { send } = testEdge();
      const { headers } = await send(path, { headers: { accept: "text/html" } });
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'.*frame-ancestors 'none'/);
      expect(headers.get("set-cookie")).toBeNull();
    },
  );

  it("is 500 without a reason after an internal failure, and the host gets the reason", async () => {
    const faults: unknown[] = [];
    const { send, port } = testEdge({ onError: (error) => faults.push(error) });
    port.failure = new Error("password=hunter2");
    const response = await send("/acknowledgements", {
      method: "POST",
      headers: { authorization: `Bearer ${port.apiTokens[0]}` },
      body: '[{"key":"1"}]',
    });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("hunter2");
    expect(faults).toEqual([port.failure]);
    expect(port.refusals).toEqual(["webhook/failed"]);
  });

  it("is sent even if the host's own log and counter fail", async () => {
    const { send, port } = testEdge({
      onError: () => {
        throw new Error("log is full");
      },
    });
    port.failure = new Error("broken");
    port.refused = () => {
      throw new Error("counter is full");
    };
    expect((await send("/health")).status).toBe(503);
    expect((await send("/nowhere")).status).toBe(404);
  });

  it("is JSON for clients that request JSON", async () => {
    const { send } = testEdge();
    const response = await send("/receipts/sms.nobody", { headers: { accept: "application/json" } });
    expect(await response.json()).toEqual({
      error: { code: "webhook/not-found", message: expect.stringContaining("provider") },
    });
  });
});
