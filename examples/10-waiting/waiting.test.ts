import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { withPostgres } from "@relance/test-postgres/vitest";
import { PgBoss } from "pg-boss";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/waiting.md"), "utf8");
const FILES = ["gateway.ts", "workflow.ts", "queue-worker.ts", "serverless.ts"];

describe("docs/waiting.md", () => {
  it.each(FILES)("has %s on the page as it runs here", (file) => {
    expect(PAGE).toContain(`\`\`\`ts\n${readFileSync(join(import.meta.dirname, file), "utf8")}\`\`\``);
  });
});

await withPostgres((postgres) => {
  let url = "";
  let close: () => Promise<void> = async () => {};

  beforeAll(async () => {
    const database = await postgres.createDatabase();
    url = database.url;
    process.env.DATABASE_URL = url;
    process.env.RELANCE_SECRET = "a-secret-for-the-examples";
    const { relance } = await import("./gateway.ts");
    close = async () => {
      await relance.close();
      await database[Symbol.asyncDispose]();
    };
  });

  afterAll(() => close());

  it("a durable workflow continues when the customer has confirmed, and does not ask twice after a crash", async () => {
    const { relance } = await import("./gateway.ts");
    const { deliver } = await import("./workflow.ts");
    DBOS.setConfig({ name: "shop", systemDatabaseUrl: url, logLevel: "error", runAdminServer: false });
    await DBOS.launch();
    const running = await DBOS.startWorkflow(deliver, { workflowID: "o-1" })({ id: "o-1", mobile: "+33639980001" });
    const sent = async () => (await Array.fromAsync(relance.outbox())).length;
    await expect.poll(async () => (await relance.campaigns.ledgers()).length, { timeout: 60_000 }).toBe(1);
    await relance.runOnce({ within: "20s" });
    await DBOS.shutdown(); // the process stops while the workflow waits
    await DBOS.launch();
    await relance.acknowledge([{ key: "order-o-1", id: "desk-1" }]);
    expect(await DBOS.retrieveWorkflow(running.workflowID).getResult()).toBe("delivered");
    await relance.runOnce({ within: "20s" });
    expect(await sent()).toBe(1);
    await DBOS.shutdown();
  });

  it("a queue worker sends in one job and asks in another", async () => {
    const { relance } = await import("./gateway.ts");
    const { workOn } = await import("./queue-worker.ts");
    const boss = new PgBoss(url);
    await boss.start();
    await workOn(boss, 1);
    await boss.send("invite", { id: "i-1", mobile: "+33639980002" });
    const sends = async () => (await relance.campaigns.get("send")).recipient("invitation-i-1");
    await expect.poll(async () => (await sends())?.state, { timeout: 60_000 }).toBeDefined();
    await relance.acknowledge([{ key: "invitation-i-1", id: "desk-2" }]);
    const asked = async () => (await boss.findJobs("ask", { data: { id: "i-1" } }))[0]?.output;
    await expect.poll(asked, { timeout: 60_000 }).toMatchObject({ status: "confirmed" });
    await boss.stop();
  });

  it("a serverless handler answers as soon as the link was pressed", async () => {
    const { relance } = await import("./gateway.ts");
    const { everyMinute, handler } = await import("./serverless.ts");
    const at = (path: string, init?: RequestInit) => handler(new Request(`http://127.0.0.1:8077${path}`, init));
    const body = JSON.stringify({ id: "s-1", mobile: "+33639980003" });
    expect(await (await at("/messages", { method: "POST", body })).json()).toEqual({ status: "enrolled" });
    await everyMinute();
    const waiting = at("/messages?id=s-1");
    const texts = (await Array.fromAsync(relance.outbox())).filter(({ to }) => to === "+33639980003");
    const [link = ""] = /http[^"\s]+/.exec(JSON.stringify(texts[0]?.content)) ?? [];
    const { pathname } = new URL(link);
    const [, form = ""] = /name="form" value="([^"]+)"/.exec(await (await at(pathname)).text()) ?? [];
    await at(pathname, { method: "POST", body: new URLSearchParams({ form, answer: "done" }) });
    expect(await (await waiting).json()).toMatchObject({ status: "confirmed", answer: "done", channel: "sms" });
  });
});
