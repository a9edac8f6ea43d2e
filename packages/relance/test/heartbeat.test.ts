import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { heartbeat } from "../src/http-checks.ts";

async function deadMansSwitch(status = 200): Promise<AsyncDisposable & { readonly url: string; pings(): number }> {
  let pings = 0;
  const server = createServer((_, response) => {
    pings += 1;
    response.writeHead(status, { location: "http://127.0.0.1:1/" }).end("ok");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping`,
    pings: () => pings,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("a heartbeat", () => {
  it("requests the URL at most every 30 seconds", async () => {
    await using far = await deadMansSwitch();
    let now = 0;
    const beat = heartbeat(far.url, () => now);
    for (now of [0, 1, 29_999, 30_000, 30_001, 59_999, 60_000]) await beat();
    expect(far.pings()).toBe(3);
  });

  it.each([500, 302])("accepts the answer %i, and follows no redirect", async (status) => {
    await using far = await deadMansSwitch(status);
    const beat = heartbeat(far.url);
    await beat();
    expect(far.pings()).toBe(1);
  });

  it("ignores an unreachable URL", async () => {
    const beat = heartbeat("http://127.0.0.1:1/ping");
    await expect(beat()).resolves.toBeUndefined();
  });

  it("without a URL does nothing", async () => {
    await expect(heartbeat(undefined)()).resolves.toBeUndefined();
  });
});
