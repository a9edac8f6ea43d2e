import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import type { CodeTemplates } from "@relance/campaign";
import { defineCampaign } from "@relance/campaign";
import { httpSms } from "@relance/provider-http-sms";
import { postgresStore } from "@relance/store-postgres";
import { startPostgres } from "@relance/test-postgres";
import { Hono } from "hono";
import { createRelance, defineConfig, type RelanceLike, type Store, sqliteStore } from "relance";

export const SECRET = "a-secret-of-the-fake-vendor";
const MOUNT = "/relance";

const templates: CodeTemplates = { "reminder@1": { sms: () => ({ text: "Bonjour" }) } };

/** Opens an empty store that flushes each commit to the disk. */
export async function openStore(kind: string): Promise<AsyncDisposable & { readonly store: Store }> {
  if (kind === "postgres") {
    const server = await startPostgres({ durable: true, settings: { shared_buffers: "256MB" } });
    const dispose = () => server[Symbol.asyncDispose]();
    return { store: postgresStore({ url: server.url, maxConnections: 8 }), [Symbol.asyncDispose]: dispose };
  }
  const folder = mkdtempSync(join(tmpdir(), "relance-bench-"));
  const store = sqliteStore({ file: join(folder, "bench.db") });
  return { store, [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }) };
}

export async function openGateway(store: Store): Promise<RelanceLike> {
  const provider = httpSms({
    vendor: "fake-vendor",
    url: "http://127.0.0.1:9/",
    body: { json: { to: "{to}", text: "{text}" } },
    receipts: {
      verify: { hmac: { header: "x-signature", secret: SECRET } },
      ref: "id",
      status: "status",
      statuses: { DELIVRD: { kind: "delivered", quality: "handset" } },
    },
  });
  const main = {
    ...provider,
    concurrency: 256,
    send: async ({ attemptId }: { attemptId: string }) => ({ ref: `f-${attemptId}` }),
  };
  return createRelance(
    defineConfig({
      store,
      providers: { sms: { main } },
      publicUrl: `https://notify.example.org${MOUNT}`,
      security: { signing: ["a-secret-for-the-bench"] },
      delivery: "live",
      templates,
    }),
  );
}

const campaign = defineCampaign(
  {
    version: 1,
    name: "bench",
    deadline: "48h",
    audience: { key: "id", contacts: { sms: "mobile" }, country: "FR" },
    confirm: { event: "done", via: ["event"] },
    steps: [{ channel: "sms", route: ["main"], template: "reminder@1", wait: "12h" }],
  },
  { templates },
);

/** Sends a message to each of `people` recipients, and returns the vendor's message ids. */
export async function sendToAll(relance: RelanceLike, people: number): Promise<readonly string[]> {
  const recipients = Array.from({ length: people }, (_, n) => ({
    id: `p${n}`,
    mobile: `+336${String(n).padStart(8, "0")}`,
  }));
  const handle = await relance.campaigns.start(campaign, { rows: recipients });
  await relance.runOnce({ within: "100s" });
  const refs: string[] = [];
  for await (const { lastAttempt } of handle.recipients()) if (lastAttempt) refs.push(`f-${lastAttempt.attemptId}`);
  return refs;
}

export async function listen(host: string, relance: RelanceLike): Promise<AsyncDisposable & { readonly url: string }> {
  const app = new Hono().all(`${MOUNT}/*`, (context) => relance.handle(context.req.raw));
  const server =
    host === "hono" ? serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) : createServer(relance.nodeHandler());
  if (!server.listening) {
    if (host !== "hono") server.listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${MOUNT}/receipts/sms.main`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
