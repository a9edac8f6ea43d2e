import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createHttpCaller } from "@relance/provider-kit";
import type { Store } from "@relance/spec";
import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { createRelance, sqliteStore } from "../src/index.ts";
import { partsOf } from "../src/parts.ts";
import { gatewayConfig, memoryStore, provider, SECRET } from "./support/gateway-config.ts";

const message = {
  idempotencyKey: "one",
  recipient: { key: "ana", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms", content: { text: "hello" } }],
} as const;

function watched(calls: string[]): Store {
  const store = memoryStore();
  return {
    ...store,
    async close() {
      calls.push("store");
      await store.close();
    },
  };
}

it("is listed in the workers with the version of the package", async () => {
  await using gateway = await createRelance(gatewayConfig());
  const stop = new AbortController();
  const running = gateway.run({ signal: stop.signal });
  const versions = async () => (await gateway.workers()).processes.map(({ version }) => version);
  await expect.poll(versions, { timeout: 20_000 }).toContain(manifest.version);
  stop.abort();
  await running;
});

describe("closing a gateway", () => {
  it("leaves store and providers to another gateway with the same configuration, and refuses a third gateway", async () => {
    const calls: string[] = [];
    const main = provider("sms", {
      async send({ attemptId }) {
        calls.push("sent");
        return { ref: attemptId };
      },
      close: async () => void calls.push("provider"),
    });
    const config = gatewayConfig({ store: watched(calls), providers: { sms: { main } }, delivery: "live" });
    const first = await createRelance(config);
    const second = await createRelance(config);
    await first.close();
    expect(calls).toEqual([]);
    await second.send(message);
    await second.runOnce({ within: "30s" });
    await second.close();
    expect(calls).toEqual(["sent", "provider", "store"]);
    await expect(createRelance(config)).rejects.toThrow("the provider sms.main was closed with its last gateway");
  });

  it("ends the work, then closes the providers, then the store", async () => {
    const calls: string[] = [];
    const sms = provider("sms", {
      async send({ attemptId }) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        calls.push("sent");
        return { ref: attemptId };
      },
      close: async () => void calls.push("provider"),
    });
    const store = watched(calls);
    const gateway = await createRelance(gatewayConfig({ store, providers: { sms: { main: sms } }, delivery: "live" }));
    await gateway.send(message);
    const running = gateway.run({ signal: new AbortController().signal });
    await expect.poll(() => partsOf(gateway).engine.pulse().inFlight).toBeGreaterThan(0);
    await gateway.close();
    await running;
    expect(calls).toEqual(["sent", "provider", "store"]);
  });

  it("closes the store even if a provider does not close, and reports why", async () => {
    const calls: string[] = [];
    const broken = provider("sms", { close: async () => Promise.reject(new Error("the pool is stuck")) });
    const well = provider("sms", { close: async () => void calls.push("second") });
    const providers = { sms: { main: broken, second: well } };
    const gateway = await createRelance(gatewayConfig({ store: watched(calls), providers }));
    await expect(gateway.close()).rejects.toThrow("the pool is stuck");
    expect(calls).toEqual(["second", "store"]);
  });

  it("keeps a provider open that another gateway uses, and closes it with the last gateway", async () => {
    let heard = 0;
    const server = createServer((_, outgoing) => {
      heard += 1;
      outgoing.end("taken");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
    const caller = createHttpCaller({ provider: "loopback", addresses: "any" });
    const main = provider("sms", {
      async send({ attemptId }, { signal }) {
        await caller.call({ method: "POST", url, signal });
        return { ref: attemptId };
      },
      close: () => caller.close(),
    });
    const open = () => createRelance(gatewayConfig({ providers: { sms: { main } }, delivery: "live" }));
    const [first, second] = [await open(), await open()];
    await first.close();
    await second.send(message);
    await second.runOnce({ within: "10s" });
    expect(heard).toBe(1);
    await second.close();
    const signal = AbortSignal.timeout(10_000);
    await expect(caller.call({ method: "POST", url, signal })).rejects.toMatchObject({ code: "provider/unreachable" });
    expect(heard).toBe(1);
    server.close();
  });

  it("happens once, however often it is requested", async () => {
    const calls: string[] = [];
    const gateway = await createRelance(gatewayConfig({ store: watched(calls) }));
    await Promise.all([gateway.close(), gateway.close()]);
    await gateway.close({ grace: "0s" });
    expect(calls).toEqual(["store"]);
  });

  it("happens automatically at the end of a scope", async () => {
    const calls: string[] = [];
    {
      await using gateway = await createRelance(gatewayConfig({ store: watched(calls) }));
      expect(await gateway.campaigns.ledgers()).toEqual([]);
    }
    expect(calls).toEqual(["store"]);
  });
});

describe("a gateway", () => {
  it("without a public URL reports this to callers of its HTTP functions", async () => {
    await using gateway = await createRelance(gatewayConfig());
    const answer = gateway.handle(new Request("https://notify.example.org/health"));
    await expect(answer).rejects.toMatchObject({ code: "config/invalid" });
    expect(() => gateway.nodeHandler()).toThrow(expect.objectContaining({ code: "config/invalid" }));
  });

  it("knows no campaign that was never started", async () => {
    await using gateway = await createRelance(gatewayConfig());
    await expect(gateway.campaigns.get("nothing")).rejects.toMatchObject({ code: "campaign/unknown" });
  });

  it("captures messages until its configuration says otherwise", async () => {
    let calls = 0;
    const sms = provider("sms", {
      async send({ attemptId }) {
        calls += 1;
        return { ref: attemptId };
      },
    });
    await using gateway = await createRelance(gatewayConfig({ providers: { sms: { main: sms } } }));
    await gateway.send(message);
    await gateway.runOnce({ within: "10s" });
    const { rows } = await partsOf(gateway).store.outbox({ limit: 10 });
    expect(calls).toBe(0);
    expect(rows).toMatchObject([{ to: "+33639980001", content: { text: "hello" } }]);
  });

  it("is healthy, and reports what it does", async () => {
    await using gateway = await createRelance(gatewayConfig());
    expect(await gateway.health()).toEqual({
      ok: true,
      store: "ok",
      worker: "stopped",
      auditor: "unknown",
      findings: [],
      openGaps: 0,
    });
  });
});

describe("a store that another process locks, before the first request", () => {
  it("does not delay /health, and a report is refused for now", async () => {
    const folder = await mkdtemp(join(tmpdir(), "relance-held-"));
    const file = join(folder, "relance.db");
    const apiTokens = ["a-token-of-16-characters"];
    const publicUrl = "https://a.example";
    await using gateway = await createRelance(
      gatewayConfig({ store: sqliteStore({ file }), publicUrl, security: { apiTokens } }),
    );
    const held = new DatabaseSync(file);
    held.exec("begin immediate");
    const ask = async (path: string, method = "GET") => {
      const since = performance.now();
      const headers = { authorization: `Bearer ${apiTokens[0]}`, "content-type": "application/json" };
      const body = method === "POST" ? JSON.stringify([{ on: "came", key: "ana" }]) : null;
      const { status } = await gateway.handle(new Request(`${publicUrl}${path}`, { method, headers, body }));
      return { status, isPrompt: performance.now() - since < 4_000 }; // the store waits 5 s for a file that is held
    };
    expect((await ask("/health")).isPrompt).toBe(true);
    expect(await ask("/acknowledgements", "POST")).toMatchObject({ status: 503 });
    held.exec("rollback");
    held.close();
    await expect.poll(() => ask("/health"), { timeout: 60_000 }).toEqual({ status: 200, isPrompt: true });
    expect(await ask("/acknowledgements", "POST")).toMatchObject({ status: 200 });
    await gateway.close();
    await rm(folder, { recursive: true, force: true });
  });
});

describe("a store whose contacts are hashed with a secret", () => {
  it("reports where to add a missing secret, and mentions no file that is never read", async () => {
    const made = createRelance(gatewayConfig({ security: { signing: [undefined] } }));
    await expect(made).rejects.toMatchObject({
      message:
        "security.signing: none of the secrets is set: set what security.signing names, such as RELANCE_SECRET, in the environment (node --env-file=.env reads a file into it); links could be forged without it",
    });
  });

  it("works after a rotation, also if the old secret only hashes contacts, but never without it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "relance-secrets-"));
    const work = async (change: object) => {
      const store = sqliteStore({ file: join(folder, "relance.db") });
      await using gateway = await createRelance(gatewayConfig({ store, publicUrl: "https://a.example", ...change }));
      await gateway.send(message);
      return gateway.handle(new Request("https://a.example/health")).then(({ status }) => status);
    };
    const next = "the-next-secret-of-these-tests";
    await work({ security: { signing: [SECRET] } });
    await work({ security: { signing: [next, SECRET] } });
    const encryptionSecret = [next, SECRET];
    expect(await work({ security: { signing: [next], index: SECRET, encryption: encryptionSecret } })).toBe(200);
    const without = work({ security: { signing: [next], encryption: encryptionSecret } });
    await expect(without).rejects.toMatchObject({ code: "config/secret-missing" });
    await rm(folder, { recursive: true, force: true });
  });
});
