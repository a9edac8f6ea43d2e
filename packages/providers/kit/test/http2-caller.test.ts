import { spawn } from "node:child_process";
import { createServer, type Socket } from "node:net";
import { ProviderError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { createHttp2Caller, type Http2CallerOptions, type HttpCaller } from "../src/index.ts";
import { echo, type Http2FakeVendor, type Http2Request, startHttp2FakeVendor } from "./support/http2-fake-vendor.ts";

const never = new AbortController().signal;

function callerFor(
  origin: string,
  options: Partial<Http2CallerOptions> = {},
): AsyncDisposable & HttpCaller & { post(path: string, signal?: AbortSignal): ReturnType<HttpCaller["call"]> } {
  const caller = createHttp2Caller({ provider: "test-app", origin, timeoutMs: 5_000, ...options });
  const post = (path: string, signal: AbortSignal = never) =>
    caller.call({ method: "POST", url: new URL(path, origin), body: "hello", signal });
  return { ...caller, post, [Symbol.asyncDispose]: () => caller.close() };
}

async function failureOf(sending: Promise<unknown>): Promise<ProviderError> {
  const error = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw new Error("no ProviderError was thrown", { cause: error });
  return error;
}

const CERTAIN = { code: "provider/unreachable", disposition: "retry", outcome: "not-sent", beforeRequest: true };
const LOST = { code: "provider/connection-lost", disposition: "retry", outcome: "unknown", beforeRequest: false };

describe("answers", () => {
  it("contain status, headers and text, whatever the status, over one connection", async () => {
    await using fakeVendor = await startHttp2FakeVendor(({ stream }) => {
      stream.respond({ ":status": 503, "retry-after": "7" });
      stream.end("é");
    });
    await using caller = callerFor(fakeVendor.url);
    const answer = await caller.post("/send?x=1");
    expect(answer).toMatchObject({ status: 503, text: "é", headers: { "retry-after": "7" } });
    await Promise.all([caller.post("/2"), caller.post("/3")]);
    expect(fakeVendor.requests[0]).toMatchObject({ path: "/send?x=1", body: "hello" });
    expect(fakeVendor.requests).toHaveLength(3);
    expect(fakeVendor.sessions).toHaveLength(1);
  });

  it("that exceed the limit leave the outcome unknown", async () => {
    await using fakeVendor = await startHttp2FakeVendor(({ stream }) => {
      stream.respond({ ":status": 200 });
      stream.end("x".repeat(100));
    });
    await using caller = callerFor(fakeVendor.url, { maxBytes: 99 });
    expect(await failureOf(caller.post("/"))).toMatchObject({ code: "provider/bad-response", outcome: "unknown" });
  });
});

describe("streams", () => {
  it("are at most as many as the provider's API permits, and a waiting one was not sent", async () => {
    const held: Http2Request[] = [];
    await using fakeVendor = await startHttp2FakeVendor((request) => held.push(request), { maxConcurrentStreams: 1 });
    await using caller = callerFor(fakeVendor.url);
    const stop = new AbortController();
    const first = caller.post("/1");
    const second = failureOf(caller.post("/2", stop.signal));
    await expect.poll(() => held.length).toBe(1);
    stop.abort();
    expect(await second).toMatchObject({ code: "provider/aborted", outcome: "not-sent" });
    const third = caller.post("/3");
    held.splice(0).forEach(echo);
    expect((await first).text).toBe("/1");
    await expect.poll(() => held.length).toBe(1);
    held.forEach(echo);
    expect((await third).text).toBe("/3");
    expect(fakeVendor.requests).toHaveLength(2);
  });

  it("are sent together once the provider's API permits more", async () => {
    const held: Http2Request[] = [];
    await using fakeVendor = await startHttp2FakeVendor(
      (request) => {
        if (request.path !== "/first") return void held.push(request);
        request.session.settings({ maxConcurrentStreams: 3 });
        echo(request);
      },
      { maxConcurrentStreams: 1 },
    );
    await using caller = callerFor(fakeVendor.url);
    const all = ["/first", "/1", "/2", "/3"].map((path) => caller.post(path));
    await expect.poll(() => held.length).toBe(3);
    held.forEach(echo);
    expect((await Promise.all(all)).map(({ text }) => text)).toEqual(["/first", "/1", "/2", "/3"]);
  });

  it("that the provider's API refuses unprocessed are certainly not sent; another refusal leaves the outcome unknown", async () => {
    await using fakeVendor = await startHttp2FakeVendor(({ stream, path }) => stream.close(Number(path.slice(1))));
    await using caller = callerFor(fakeVendor.url);
    expect(await failureOf(caller.post("/7"))).toMatchObject(CERTAIN);
    expect(await failureOf(caller.post("/2"))).toMatchObject(LOST);
    expect(fakeVendor.requests).toHaveLength(2);
  });
});

/** Sends GOAWAY after three requests, of which it processed only the first. */
function goodbyeAfterThree(code: number, then: (first: Http2Request) => void): Promise<Http2FakeVendor> {
  return startHttp2FakeVendor((request, requests) => {
    if (requests.length > 3) return echo(request);
    const [first] = requests;
    if (requests.length < 3 || first === undefined) return;
    request.session.goaway(code, first.stream.id, Buffer.from('{"reason":"Shutdown"}'));
    setImmediate(then, first);
  });
}

describe("a provider's API that sends GOAWAY", () => {
  it("still answers processed requests; the others are certainly not sent; the next one uses a new connection", async () => {
    let seen: Http2Request | undefined;
    await using fakeVendor = await goodbyeAfterThree(0, (first) => {
      seen = first;
    });
    await using caller = callerFor(fakeVendor.url);
    const first = caller.post("/1");
    const others = ["/2", "/3"].map((path) => failureOf(caller.post(path)));
    expect(await Promise.all(others)).toMatchObject([CERTAIN, CERTAIN]);
    expect((await caller.post("/4")).text).toBe("/4");
    if (seen !== undefined) echo(seen);
    expect((await first).text).toBe("/1");
    expect(fakeVendor.sessions).toHaveLength(2);
    expect(fakeVendor.requests).toHaveLength(4);
  });

  it("and disconnects leaves only the processed requests uncertain", async () => {
    await using fakeVendor = await goodbyeAfterThree(0, ({ session }) => session.destroy());
    await using caller = callerFor(fakeVendor.url);
    const all = ["/1", "/2", "/3"].map((path) => failureOf(caller.post(path)));
    expect(await Promise.all(all)).toMatchObject([LOST, CERTAIN, CERTAIN]);
  });

  it("with an error does the same", async () => {
    await using fakeVendor = await goodbyeAfterThree(2, () => {});
    await using caller = callerFor(fakeVendor.url);
    const all = ["/1", "/2", "/3"].map((path) => failureOf(caller.post(path)));
    expect(await Promise.all(all)).toMatchObject([LOST, CERTAIN, CERTAIN]);
    expect((await caller.post("/4")).text).toBe("/4");
  });

  it("while idle gets no further request on that connection", async () => {
    await using fakeVendor = await startHttp2FakeVendor(echo);
    await using caller = callerFor(fakeVendor.url);
    await caller.post("/1");
    fakeVendor.sessions[0]?.close();
    await expect.poll(() => fakeVendor.sessions[0]?.destroyed).toBe(true);
    expect((await caller.post("/2")).text).toBe("/2");
    expect(fakeVendor.sessions).toHaveLength(2);
  });
});

describe("lost connections", () => {
  it("leave every sent request uncertain, and the next one opens another", async () => {
    await using fakeVendor = await startHttp2FakeVendor((request, requests) => {
      if (requests.length > 2) echo(request);
      else if (requests.length === 2) request.session.destroy();
    });
    await using caller = callerFor(fakeVendor.url);
    const both = ["/1", "/2"].map((path) => failureOf(caller.post(path)));
    expect(await Promise.all(both)).toMatchObject([LOST, LOST]);
    expect((await caller.post("/3")).text).toBe("/3");
    expect(fakeVendor.requests).toHaveLength(3);
  });

  it("in the middle of an answer leave it uncertain", async () => {
    await using fakeVendor = await startHttp2FakeVendor(({ stream, session }) => {
      stream.respond({ ":status": 200 });
      stream.write("half", () => session.destroy());
    });
    await using caller = callerFor(fakeVendor.url);
    expect(await failureOf(caller.post("/"))).toMatchObject(LOST);
  });

  it("that are only silent are not reused: the next request opens another", async () => {
    await using fakeVendor = await startHttp2FakeVendor((request) => {
      if (request.path === "/2") echo(request);
    });
    await using caller = callerFor(fakeVendor.url, { timeoutMs: 1_500 });
    expect(await failureOf(caller.post("/1"))).toMatchObject({ code: "provider/timeout", outcome: "unknown" });
    expect((await caller.post("/2")).text).toBe("/2");
    expect(fakeVendor.sessions).toHaveLength(2);
  });

  it("that are idle for long are closed before a firewall drops them, and the next request opens another", async () => {
    await using fakeVendor = await startHttp2FakeVendor(echo);
    await using caller = callerFor(fakeVendor.url, { idleMs: 20 });
    await caller.post("/1");
    await expect.poll(() => fakeVendor.sessions.every(({ destroyed }) => destroyed)).toBe(true);
    expect((await caller.post("/2")).text).toBe("/2");
    expect(fakeVendor.sessions).toHaveLength(2);
  });

  it("that were never open leave nothing uncertain", async () => {
    const fakeVendor = await startHttp2FakeVendor(echo);
    await fakeVendor[Symbol.asyncDispose]();
    await using caller = callerFor(fakeVendor.url);
    expect(await Promise.all([failureOf(caller.post("/1")), failureOf(caller.post("/2"))])).toMatchObject([
      CERTAIN,
      CERTAIN,
    ]);
  });

  it("to a server without HTTP/2, or without an answer, leave nothing uncertain", async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {});
      socket.once("data", () => sockets.length === 1 && socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const address = mute.address();
    const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    {
      await using caller = callerFor(origin, { timeoutMs: 300 });
      expect(await failureOf(caller.post("/1"))).toMatchObject(CERTAIN);
      expect(await failureOf(caller.post("/2"))).toMatchObject(CERTAIN);
    }
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => mute.close(resolve));
  });
});

describe("a caller", () => {
  it("that is aborted states whether the request was sent", async () => {
    await using fakeVendor = await startHttp2FakeVendor(() => {});
    await using caller = callerFor(fakeVendor.url);
    const before = failureOf(caller.post("/", AbortSignal.abort()));
    expect(await before).toMatchObject({ code: "provider/aborted", outcome: "not-sent" });
    const stop = new AbortController();
    const during = failureOf(caller.post("/", stop.signal));
    await expect.poll(() => fakeVendor.requests.length).toBe(1);
    stop.abort();
    expect(await during).toMatchObject({ code: "provider/aborted", outcome: "unknown" });
  });

  it("waits for requests in flight before it closes, and sends nothing afterwards", async () => {
    await using fakeVendor = await startHttp2FakeVendor((request) => setImmediate(echo, request));
    const caller = callerFor(fakeVendor.url);
    const answer = caller.post("/1");
    await caller.close();
    expect((await answer).text).toBe("/1");
    expect(await failureOf(caller.post("/2"))).toMatchObject(CERTAIN);
    await expect.poll(() => fakeVendor.sessions.every(({ destroyed }) => destroyed)).toBe(true);
  });

  it("that is never closed keeps no process alive while it is idle", async () => {
    await using fakeVendor = await startHttp2FakeVendor(echo);
    const source = `
      import { createHttp2Caller } from "@relance/provider-kit";
      const caller = createHttp2Caller({ provider: "test-app", origin: "${fakeVendor.url}" });
      const { signal } = new AbortController();
      const { text } = await caller.call({ method: "POST", url: "${fakeVendor.url}/idle", signal });
      process.stdout.write(text);`;
    const argv = ["--conditions=@relance/source", "--input-type=module", "--eval", source];
    const child = spawn(process.execPath, argv, { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "inherit"] });
    const said: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => said.push(chunk));
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
    expect(Buffer.concat(said).toString()).toBe("/idle");
    expect(fakeVendor.sessions).toHaveLength(1);
  });
});
