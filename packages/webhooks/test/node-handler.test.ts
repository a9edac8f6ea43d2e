import { createConnection } from "node:net";
import { Readable } from "node:stream";
import { toNodeHandler } from "@relance/webhooks";
import { describe, expect, it } from "vitest";
import { TOKEN, testEdge } from "./support/edge.ts";
import { signedHeaders, signingSms } from "./support/example-providers.ts";
import { listen } from "./support/listen.ts";
import { PUBLIC_URL } from "./support/memory-port.ts";

const DELIVERED = '[{"type":"receipt","kind":"delivered","quality":"handset","ref":"SM1"}]';

function nodeEdge() {
  const edge = testEdge();
  return { ...edge, node: toNodeHandler(edge.handler, { publicUrl: PUBLIC_URL }) };
}

/** Writes bytes to a socket and returns the response. */
async function raw(port: number, ...chunks: readonly (string | Uint8Array)[]): Promise<string> {
  const socket = createConnection(port, "127.0.0.1");
  const received: Buffer[] = [];
  socket.on("data", (chunk) => received.push(chunk)).on("error", () => undefined);
  for (const chunk of chunks) socket.write(chunk);
  await new Promise((resolve) => socket.once("close", resolve));
  return Buffer.concat(received).toString("latin1");
}

describe("over node:http", () => {
  it("verifies a signature over the public URL, and stores the proved items", async () => {
    const { node, port } = nodeEdge();
    await using server = await listen(node);
    const path = `/receipts/sms.signing${port.query("sms.signing", "a1")}`;
    const headers = signedHeaders(`${PUBLIC_URL}${path}`, DELIVERED);
    const response = await fetch(`${server.origin}/relance${path}`, {
      method: "POST",
      headers,
      body: DELIVERED,
    });
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(port.recorded).toMatchObject([{ item: { attemptId: "a1", ref: "SM1" }, raw: DELIVERED }]);
  });

  it("answers below the mount path and, for proxies that remove it, without it", async () => {
    const { node } = nodeEdge();
    await using server = await listen(node);
    for (const path of ["/relance/health", "/health"]) expect((await fetch(server.origin + path)).status).toBe(200);
    expect((await fetch(`${server.origin}/elsewhere/health`)).status).toBe(404);
  });

  it("answers HEAD with the length and without the page", async () => {
    const { node } = nodeEdge();
    await using server = await listen(node);
    const response = await fetch(`${server.origin}/relance/a/${TOKEN}`, { method: "HEAD" });
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(1_000);
  });

  it("redirects a pressed button to the page", async () => {
    const { node, port } = nodeEdge();
    await using server = await listen(node);
    const body = new URLSearchParams({ form: "acknowledge", answer: "done" });
    const response = await fetch(`${server.origin}/relance/a/${TOKEN}`, { method: "POST", body });
    expect(response.redirected).toBe(true);
    expect(await response.text()).toContain("Confirmed");
    expect(port.answered).toHaveLength(1);
  });

  it("lets a sender of 10 MB read why the request was refused, and reuses the connection", async () => {
    const { node, port } = nodeEdge();
    await using server = await listen(node);
    const address = `${server.origin}/relance/receipts/sms.plain${port.query("sms.plain", "a1")}`;
    const response = await fetch(address, { method: "POST", body: Buffer.alloc(10_485_760, 0x61) });
    expect([response.status, await response.text()]).toEqual([413, expect.stringContaining("262144 bytes")]);
    const chunked = Readable.toWeb(Readable.from(tenMegabytes())) as unknown as BodyInit;
    const streamed = await fetch(address, { method: "POST", body: chunked, duplex: "half" } as RequestInit);
    expect(streamed.status).toBe(413);
    expect(port.recorded).toEqual([]);
    expect((await fetch(`${server.origin}/relance/health`)).status).toBe(200);
  });

  it("reuses a connection with an unread body", async () => {
    const { node } = nodeEdge();
    await using server = await listen(node);
    const unwanted = `POST /relance/nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 1048576\r\n\r\n`;
    const next = "GET /relance/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    const answers = await raw(server.port, unwanted, Buffer.alloc(1_048_576, 0x61), next);
    expect(answers.match(/^HTTP\/1\.1 \d+/gm)).toEqual(["HTTP/1.1 404", "HTTP/1.1 200"]);
  });

  it("closes the connection of a sender that never stops", async () => {
    const { node } = nodeEdge();
    let bytesRead = () => 0;
    await using server = await listen((incoming, outgoing) => {
      bytesRead = () => incoming.socket.bytesRead;
      node(incoming, outgoing);
    });
    const megabyte = Buffer.alloc(1_048_576, 0x61);
    const head = "POST /relance/nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 104857600\r\n\r\n";
    const answer = await raw(server.port, head, ...Array<Buffer>(30).fill(megabyte));
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(bytesRead()).toBeLessThan(18_000_000);
  });

  it("stores no item of a report whose sender disconnected half-way", async () => {
    const { node, port } = nodeEdge();
    let arrived = false;
    await using server = await listen((incoming, outgoing) => {
      node(incoming, outgoing);
      arrived = true;
    });
    const path = `/relance/receipts/sms.plain${port.query("sms.plain", "a1")}`;
    const socket = createConnection(server.port, "127.0.0.1");
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n${DELIVERED}`);
    await expect.poll(() => arrived).toBe(true);
    socket.destroy();
    await expect.poll(() => port.refusals).toEqual(["webhook/unreadable"]);
    expect(port.recorded).toEqual([]);
  });

  it.each([
    { why: "a method that Request refuses", head: "TRACE /relance/health", status: 405 },
    { why: "a path that leads elsewhere", head: "GET //evil.example/health", status: 404 },
    { why: "a whole address", head: "GET http://evil.example/relance/health", status: 404 },
    { why: "an asterisk", head: "OPTIONS *", status: 404 },
    { why: "broken escapes", head: "GET /relance/a/%E0%A4%A", status: 404 },
  ])("survives $why", async ({ head, status }) => {
    const { node } = nodeEdge();
    await using server = await listen(node);
    const answer = await raw(server.port, `${head} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it("answers only 500 for a handler that returns an invalid response", async () => {
    await using server = await listen(toNodeHandler(() => Promise.reject(new Error("no")), { publicUrl: PUBLIC_URL }));
    const response = await fetch(server.origin);
    expect([response.status, await response.text()]).toEqual([500, ""]);
  });
});

describe("a body that another parser has read", () => {
  it("causes an error with the line to change, instead of an error about the signature", async () => {
    const { node, port } = nodeEdge();
    await using server = await listen(async (incoming, outgoing) => {
      for await (const _chunk of incoming);
      node(incoming, outgoing);
    });
    const path = "/receipts/sms.signing";
    const headers = signedHeaders(`${PUBLIC_URL}${path}`, "[]");
    const response = await fetch(`${server.origin}/relance${path}`, { method: "POST", headers, body: "[]" });
    expect(response.status).toBe(500);
    expect(await response.text()).toMatch(
      /^webhook\/body-consumed: .*app\.use\("\/relance", relance\.nodeHandler\(\)\) above/,
    );
    expect(port.refusals).toEqual(["webhook/body-consumed"]);
  });

  it("causes no error if the host kept its bytes as rawBody", async () => {
    const { node, port } = nodeEdge();
    await using server = await listen(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      node(Object.assign(incoming, { rawBody: Buffer.concat(chunks) }), outgoing);
    });
    const path = "/receipts/sms.signing";
    const headers = signedHeaders(`${PUBLIC_URL}${path}`, DELIVERED);
    const response = await fetch(`${server.origin}/relance${path}`, {
      method: "POST",
      headers,
      body: DELIVERED,
    });
    expect(response.status).toBe(204);
    expect(port.recorded).toHaveLength(1);
  });

  it("causes no error if it was empty", async () => {
    const { node, port } = nodeEdge();
    port.providers.set("sms.signing", signingSms({ parse: () => [] }));
    await using server = await listen(async (incoming, outgoing) => {
      for await (const _chunk of incoming);
      node(incoming, outgoing);
    });
    const path = "/receipts/sms.signing";
    const headers = signedHeaders(`${PUBLIC_URL}${path}`, "");
    const response = await fetch(`${server.origin}/relance${path}`, { method: "POST", headers });
    expect(response.status).toBe(204);
  });
});

it("needs no mount path in the public URL", async () => {
  const { port, handler } = testEdge({}, "https://notify.example.org");
  await using server = await listen(toNodeHandler(handler, { publicUrl: port.publicUrl }));
  expect((await fetch(`${server.origin}/health`)).status).toBe(200);
});

function* tenMegabytes(): Generator<Buffer> {
  for (let index = 0; index < 160; index += 1) yield Buffer.alloc(65_536, 0x61);
}
