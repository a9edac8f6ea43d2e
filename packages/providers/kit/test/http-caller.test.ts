import { createServer } from "node:net";
import { ProviderError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { createHttpCaller, type HttpCaller, type HttpCallerOptions } from "../src/index.ts";
import { type FakeVendor, startFakeVendor } from "./support/fake-vendor.ts";

const signal = new AbortController().signal;

function callerFor(options: Partial<HttpCallerOptions> = {}): HttpCaller & AsyncDisposable {
  const caller = createHttpCaller({ provider: "test-sms", addresses: "any", timeoutMs: 2_000, ...options });
  return { ...caller, [Symbol.asyncDispose]: () => caller.close() };
}

async function failureOf(sending: Promise<unknown>): Promise<ProviderError> {
  const error = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw new Error("no ProviderError was thrown", { cause: error });
  return error;
}

function post(caller: HttpCaller, fakeVendor: Pick<FakeVendor, "url">, given: AbortSignal = signal) {
  return caller.call({ method: "POST", url: `${fakeVendor.url}/send?x=1`, body: "hello", signal: given });
}

/** A port without a listener. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

describe("an answer", () => {
  it("contains status, headers and text, whatever the status", async () => {
    await using fakeVendor = await startFakeVendor((_, response) => {
      response.writeHead(503, { "retry-after": "7" }).end("é");
    });
    await using caller = callerFor();
    const answer = await post(caller, fakeVendor);
    expect(answer).toMatchObject({ status: 503, text: "é", headers: { "retry-after": "7" } });
    expect(fakeVendor.requests).toHaveLength(1);
    expect(fakeVendor.requests[0]?.url).toBe("/send?x=1");
  });

  it("is not followed as a redirect", async () => {
    await using fakeVendor = await startFakeVendor((_, response) => {
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    await using caller = callerFor();
    expect((await post(caller, fakeVendor)).status).toBe(307);
    expect(fakeVendor.requests).toHaveLength(1);
  });

  it("keeps its connection for the next call", async () => {
    const ports = new Set<number | undefined>();
    await using fakeVendor = await startFakeVendor((request, response) => {
      ports.add(request.socket.remotePort);
      response.end("ok");
    });
    await using caller = callerFor();
    for (let call = 0; call < 10; call++) await post(caller, fakeVendor);
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it("that exceeds the limit is not read to its end, and leaves the outcome unknown", async () => {
    await using fakeVendor = await startFakeVendor((_, response) => {
      response.end("x".repeat(2_000));
    });
    await using caller = callerFor({ maxBytes: 1_000 });
    const error = await failureOf(post(caller, fakeVendor));
    expect(error).toMatchObject({ code: "provider/bad-response", outcome: "unknown" });
  });
});

describe("before the request is sent", () => {
  it("a refused connection is certainly not sent", async () => {
    await using caller = callerFor();
    const error = await failureOf(post(caller, { url: `http://127.0.0.1:${await deadPort()}` }));
    expect(error).toMatchObject({
      code: "provider/unreachable",
      disposition: "retry",
      outcome: "not-sent",
      beforeRequest: true,
    });
  });

  it("an unknown name is certainly not sent", async () => {
    await using caller = callerFor();
    const error = await failureOf(post(caller, { url: "http://nobody.invalid" }));
    expect(error).toMatchObject({ code: "provider/unreachable", outcome: "not-sent", beforeRequest: true });
  });

  it("an API without TLS certainly gets nothing", async () => {
    await using fakeVendor = await startFakeVendor((_, response) => response.end());
    await using caller = callerFor();
    const error = await failureOf(post(caller, { url: fakeVendor.url.replace("http:", "https:") }));
    expect(error).toMatchObject({ code: "provider/unreachable", outcome: "not-sent", beforeRequest: true });
    expect(fakeVendor.requests).toHaveLength(0);
  });

  it("a missing TLS greeting ends at the timeout, not sent", async () => {
    const server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const caller = callerFor({ timeoutMs: 100 });
    const error = await failureOf(post(caller, { url: `https://127.0.0.1:${port}` }));
    expect(error).toMatchObject({ code: "provider/unreachable", outcome: "not-sent", beforeRequest: true });
    await caller.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it("a header that cannot be written is refused without a request", async () => {
    await using fakeVendor = await startFakeVendor((_, response) => response.end());
    await using caller = callerFor();
    const call = caller.call({ method: "GET", url: fakeVendor.url, headers: { "x-a": "b\r\nc: d" }, signal });
    expect(await failureOf(call)).toMatchObject({ code: "provider/refused", outcome: "not-sent" });
    expect(fakeVendor.requests).toHaveLength(0);
  });

  it("a closed caller sends nothing more", async () => {
    await using fakeVendor = await startFakeVendor((_, response) => response.end());
    const caller = callerFor();
    await caller.close();
    expect(await failureOf(post(caller, fakeVendor))).toMatchObject({ code: "provider/unreachable" });
    expect(fakeVendor.requests).toHaveLength(0);
  });

  it("a signal that has already aborted stops it, not sent", async () => {
    await using fakeVendor = await startFakeVendor((_, response) => response.end());
    await using caller = callerFor();
    const error = await failureOf(post(caller, fakeVendor, AbortSignal.abort("shutting down")));
    expect(error).toMatchObject({ code: "provider/aborted", outcome: "not-sent", cause: "shutting down" });
    expect(fakeVendor.requests).toHaveLength(0);
  });

  it("a call that waits for a connection is aborted without being sent", async () => {
    await using fakeVendor = await startFakeVendor(() => {
      // no answer, so the only connection stays busy
    });
    await using caller = callerFor({ connections: 1, timeoutMs: 300 });
    const stop = new AbortController();
    const first = failureOf(post(caller, fakeVendor));
    const second = failureOf(post(caller, fakeVendor, stop.signal));
    stop.abort();
    expect(await second).toMatchObject({ code: "provider/aborted", outcome: "not-sent" });
    expect(await first).toMatchObject({ code: "provider/timeout", outcome: "unknown" });
    expect(fakeVendor.requests).toHaveLength(1);
  });
});

describe("after the request is sent", () => {
  it.each([
    { what: "before the answer", half: false },
    { what: "in the middle of the answer", half: true },
  ])("a connection reset $what leaves the outcome unknown after one request", async ({ half }) => {
    await using fakeVendor = await startFakeVendor((request, response) => {
      if (half) response.writeHead(201, { "content-length": "100" }).write("{");
      setImmediate(() => request.socket.resetAndDestroy());
    });
    await using caller = callerFor();
    const error = await failureOf(post(caller, fakeVendor));
    expect(error).toMatchObject({
      code: "provider/connection-lost",
      outcome: "unknown",
      beforeRequest: false,
    });
    expect(fakeVendor.requests).toHaveLength(1);
  });

  it("a reused connection that dies during the next request causes no repetition", async () => {
    let calls = 0;
    await using fakeVendor = await startFakeVendor((request, response) => {
      calls++;
      if (calls % 2 === 1) response.end("ok");
      else request.socket.resetAndDestroy();
    });
    await using caller = callerFor({ connections: 1 });
    await post(caller, fakeVendor);
    expect(await failureOf(post(caller, fakeVendor))).toMatchObject({ outcome: "unknown" });
    expect(fakeVendor.requests).toHaveLength(2);
  });

  it("a missing answer ends at the timeout, with an unknown outcome, after one request", async () => {
    await using fakeVendor = await startFakeVendor(() => {
      // no answer
    });
    await using caller = callerFor({ timeoutMs: 100 });
    expect(await failureOf(post(caller, fakeVendor))).toMatchObject({
      code: "provider/timeout",
      outcome: "unknown",
    });
    expect(fakeVendor.requests).toHaveLength(1);
  });

  it("an endless slow answer ends at the timeout too", async () => {
    await using fakeVendor = await startFakeVendor((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(drip));
    });
    await using caller = callerFor({ timeoutMs: 150 });
    expect(await failureOf(post(caller, fakeVendor))).toMatchObject({ code: "provider/timeout" });
  });

  it("an answer that is not HTTP leaves the outcome unknown", async () => {
    await using fakeVendor = await startFakeVendor((request) => request.socket.end("SMTP ready\r\n\r\n"));
    await using caller = callerFor();
    expect(await failureOf(post(caller, fakeVendor))).toMatchObject({
      code: "provider/bad-response",
      outcome: "unknown",
    });
  });

  it("the caller's abort is distinguished immediately", async () => {
    const stop = new AbortController();
    await using fakeVendor = await startFakeVendor(() => stop.abort("shutting down"));
    await using caller = callerFor({ timeoutMs: 20_000 });
    const startedAt = performance.now();
    const error = await failureOf(post(caller, fakeVendor, stop.signal));
    expect(error).toMatchObject({ code: "provider/aborted", outcome: "unknown", cause: "shutting down" });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe("a caller for third parties' URLs", () => {
  it.each(["http://example.com/", "https://127.0.0.1/", "https://[::1]/", "https://2130706433/"])(
    "refuses %s",
    async (url) => {
      await using caller = callerFor({ addresses: "public" });
      expect(await failureOf(caller.call({ method: "POST", url, signal }))).toMatchObject({
        code: "provider/forbidden-address",
        disposition: "reject",
        outcome: "not-sent",
      });
    },
  );

  it("refuses a name that resolves to a private address when it connects", async () => {
    let asked = 0;
    await using caller = callerFor({
      addresses: "public",
      lookup: (_hostname, _options, callback) => {
        asked++;
        callback(null, [{ address: "127.0.0.1", family: 4 }]);
      },
    });
    const error = await failureOf(caller.call({ method: "POST", url: "https://push.example.com/", signal }));
    expect(error).toMatchObject({ code: "provider/forbidden-address", outcome: "not-sent" });
    expect(asked).toBe(1);
  });
});
