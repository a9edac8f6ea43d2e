import { createServer, type ServerResponse } from "node:http";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { createPosters } from "../src/signed-posts.ts";

const SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
const LETTER = { id: "event-1", body: '{"type":"incident.opened"}' };
const { signal } = new AbortController();

const HEADERS: Readonly<Record<number, Record<string, string>>> = {
  307: { location: "/other" },
  429: { "retry-after": "7" },
};

type Body = (response: ServerResponse) => unknown;

/** A receiver with these answers, one after the other, then the last one forever. */
async function receiver(answers: readonly (number | "drop" | Body)[]) {
  const taken: { readonly headers: Record<string, string>; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const answer = answers[Math.min(taken.length, answers.length - 1)] ?? 200;
    taken.push({ headers: request.headers as Record<string, string>, body });
    if (answer === "drop") request.socket.destroy();
    else if (typeof answer === "function") answer(response.writeHead(200, { "content-length": "100000" }));
    else response.writeHead(answer, HEADERS[answer] ?? {}).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`;
  const poster = createPosters([{ name: "plugins.webhooks.crm", url, secret: SECRET, allowPrivate: true }]);
  return {
    url,
    taken,
    post: () => poster.post("webhooks", "crm", LETTER, signal),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await poster.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("a signed request", () => {
  it("is verified with the specification's own library", async () => {
    await using there = await receiver([204]);
    await there.post();
    const [request] = there.taken;
    expect(new Webhook(SECRET).verify(request?.body ?? "", request?.headers ?? {})).toEqual({
      type: "incident.opened",
    });
    const forged = `${request?.body} `;
    expect(() => new Webhook(SECRET).verify(forged, request?.headers ?? {})).toThrow();
  });

  it("is retried immediately after a temporary failure, with the same id", async () => {
    await using there = await receiver([503, "drop", 200]);
    await there.post();
    expect(there.taken.map(({ headers }) => headers["webhook-id"])).toEqual(["event-1", "event-1", "event-1"]);
  });

  it.each([
    ["a no", 404, "provider/refused"],
    ["a redirect", 307, "provider/refused"],
    ["that nobody is there any more", 410, "provider/refused"],
  ])("treats %s as an answer, once", async (_, status, code) => {
    await using there = await receiver([status]);
    await expect(there.post()).rejects.toMatchObject({ code, vendorCode: String(status) });
    expect(there.taken).toHaveLength(1);
  });

  it.each<[string, Body]>([
    ["is long", (response) => response.end("x".repeat(100_000))],
    ["never ends", (response) => response.write("x")],
    ["breaks off", (response) => response.write("x", () => response.destroy())],
  ])("treats a 2xx as success, once, also if its body %s", async (_, body) => {
    await using there = await receiver([body]);
    await there.post();
    expect(there.taken).toHaveLength(1);
  });

  it("is not retried before the time that its receiver states", async () => {
    await using there = await receiver([429]);
    await expect(there.post()).rejects.toMatchObject({ code: "provider/unavailable", retryAfterMs: 7_000 });
    expect(there.taken).toHaveLength(1);
  });

  it("is not posted to a name that resolves to a private address", async () => {
    await using there = await receiver([200]);
    const url = there.url.replace("http://127.0.0.1", "https://localhost");
    const poster = createPosters([{ name: "plugins.webhooks.crm", url, secret: SECRET, allowPrivate: false }]);
    const posting = poster.post("webhooks", "crm", LETTER, signal);
    await expect(posting).rejects.toMatchObject({ code: "provider/forbidden-address" });
    expect(there.taken).toEqual([]);
    await poster.close();
  });
});
