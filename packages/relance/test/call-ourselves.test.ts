import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createRelance } from "relance";
import { expect, it, vi } from "vitest";
import { callOurselves } from "../src/http-checks.ts";
import { gatewayConfig, memoryStore } from "./support/gateway-config.ts";

const SOON = { timeout: 60_000, interval: 50 };

it("a live gateway posts to its own URL, and stores that the request arrived", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/relance`;
  const store = memoryStore();
  const gateway = await createRelance(gatewayConfig({ store, publicUrl, delivery: "live" }));
  server.on("request", gateway.nodeHandler());
  await vi.waitFor(async () => {
    const { data } = await store.lease({ name: "ingress-proof", owner: "test", leaseMs: 1, dueOnly: true });
    expect(JSON.parse(data ?? "{}")).toMatchObject({ writtenAt: expect.any(Number) });
  }, SOON);
  await gateway.close();
  server.closeAllConnections();
  server.close();
});

it("follows no redirect, and a refusal does not count as arrival", async () => {
  const server = createServer(({ url }, response) => {
    response.writeHead(url === "/moved" ? 302 : 403, { location: "/elsewhere" }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { signal } = new AbortController();
  await expect(callOurselves(`${base}/moved`, "letter", signal)).rejects.toThrow();
  expect(await callOurselves(`${base}/refused`, "letter", signal)).toBe(false);
  server.closeAllConnections();
  server.close();
});
