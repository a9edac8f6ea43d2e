import { describe, expect, it } from "vitest";
import { createRateLimit } from "../src/token-gate.ts";
import { TOKEN, testEdge } from "./support/edge.ts";

function clock() {
  let ms = 1_000_000;
  return {
    now: () => ms,
    advance: (by: number) => {
      ms += by;
    },
  };
}

describe("a limit", () => {
  it("allows the requests of a minute immediately, then one at a time at the steady rate", () => {
    const time = clock();
    const limit = createRateLimit(3, time.now);
    for (let visit = 0; visit < 3; visit += 1) {
      expect(limit.waitMs("k")).toBe(0);
      limit.count("k");
    }
    expect(limit.waitMs("k")).toBe(20_000);
    expect(limit.waitMs("other")).toBe(0);
    time.advance(20_000);
    expect(limit.waitMs("k")).toBe(0);
    limit.count("k");
    expect(limit.waitMs("k")).toBe(20_000);
  });

  it("forgets the least recent client, so that its memory is bounded", () => {
    const limit = createRateLimit(1, () => 0, 2);
    for (const key of ["a", "b", "a", "c"]) limit.count(key);
    expect(["a", "b", "c"].map((key) => limit.waitMs(key) > 0)).toEqual([true, false, true]);
  });
});

describe("links", () => {
  it("answer 429 with the time to wait, each link separately", async () => {
    const time = clock();
    const { send, port } = testEdge({ perTokenAMinute: 2, now: time.now });
    const statuses = [];
    for (let visit = 0; visit < 3; visit += 1) statuses.push((await send(`/a/${TOKEN}`)).status);
    const refused = await send(`/a/${TOKEN}`, { headers: { accept: "text/html" } });
    expect(statuses).toEqual([200, 200, 429]);
    expect([refused.headers.get("retry-after"), refused.headers.get("content-type")]).toEqual([
      "30",
      "text/html; charset=utf-8",
    ]);
    expect((await send(`/u/${TOKEN}`)).status).toBe(200);
    expect(port.refusals).toEqual(["webhook/rate-limited", "webhook/rate-limited"]);
    time.advance(30_000);
    expect((await send(`/a/${TOKEN}`)).status).toBe(200);
  });

  it("block a guessing client by address, but not many recipients who share an address", async () => {
    const clientAddress = (request: Request) => request.headers.get("x-client") ?? undefined;
    const { send } = testEdge({ missesPerAddressAMinute: 2, perTokenAMinute: 100, clientAddress });
    const from = (address: string, path: string) => send(path, { headers: { "x-client": address } });
    for (let visit = 0; visit < 20; visit += 1) expect((await from("crowd", `/a/${TOKEN}`)).status).toBe(200);
    const guesses = [];
    for (const guess of ["x", "unknown-1", "unknown-2"]) guesses.push((await from("guesser", `/a/${guess}`)).status);
    expect(guesses).toEqual([404, 404, 429]);
    expect((await from("guesser", `/a/${TOKEN}`)).status).toBe(429);
    expect((await from("crowd", `/a/${TOKEN}`)).status).toBe(200);
  });

  it("are not limited by address if the address is unknown", async () => {
    const { send } = testEdge({ missesPerAddressAMinute: 1 });
    for (const guess of ["unknown-1", "unknown-2", "unknown-3"]) expect((await send(`/a/${guess}`)).status).toBe(404);
  });
});
