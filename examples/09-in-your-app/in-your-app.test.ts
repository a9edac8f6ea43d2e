import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { freePort } from "@relance/test-postgres";
import { withPostgres } from "@relance/test-postgres/vitest";
import { Pool } from "pg";
import { createRelance, defineConfig } from "relance";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type Appointment, book, cancel, move } from "./appointments.ts";
import { expressApp } from "./express.ts";
import { fastifyApp } from "./fastify.ts";
import { campaignOf, configOf } from "./reminders.ts";
import { followUnreached } from "./unreached.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/in-your-app.md"), "utf8");
const FILES = [
  "reminders.ts",
  "relance.config.ts",
  "appointments.ts",
  "express.ts",
  "fastify.ts",
  "main.ts",
  "unreached.ts",
  "reminders.test.ts",
];
const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const ANA: Appointment = { id: "a-1", mobile: "+33639980001", mail: "ana@example.org", at: inHours(72) };

process.env.RELANCE_SECRET = "a-secret-for-the-examples";

describe("docs/in-your-app.md", () => {
  it.each(FILES)("has %s on the page as it runs here", (file) => {
    expect(PAGE).toContain(`\`\`\`ts\n${readFileSync(join(import.meta.dirname, file), "utf8")}\`\`\``);
  });
});

await withPostgres((postgres) => {
  async function openApp() {
    const database = await postgres.createDatabase();
    const pool = new Pool({ connectionString: database.url, max: 8 });
    pool.on("error", () => {}); // the database cuts idle connections when it stops
    await pool.query(`
      create table appointments (id text primary key, mobile text, mail text, at timestamptz, confirmed bool default false);
      create table to_phone (id text primary key, why text not null)`);
    const config = configOf(database.url);
    const campaign = campaignOf(config);
    const relance = await createRelance(config);
    const reminders = await relance.campaigns.open(campaign);
    return {
      pool,
      campaign,
      relance,
      reminders,
      url: database.url,
      async [Symbol.asyncDispose]() {
        await relance.close();
        await pool.end();
        await database[Symbol.asyncDispose]();
      },
    };
  }

  type App = Awaited<ReturnType<typeof openApp>>;
  type Listening = { readonly url: string; close(): Promise<unknown> };

  const FRAMEWORKS: Readonly<Record<string, (app: App) => Promise<Listening>>> = {
    async Express({ pool, relance, reminders }) {
      const server = expressApp(pool, relance, reminders).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      return { url: addressOf(server), close: () => new Promise((resolve) => server.close(resolve)) };
    },
    async Fastify({ pool, relance, reminders }) {
      const fastify = await fastifyApp(pool, relance, reminders);
      await fastify.listen({ port: 0, host: "127.0.0.1" });
      return { url: addressOf(fastify.server), close: () => fastify.close() };
    },
  };

  describe.each(Object.entries(FRAMEWORKS))("an application on %s", (_name, listen) => {
    it("books with a reminder or not at all, and what it confirms ends the reminders", async () => {
      await using app = await openApp();
      const { url, close } = await listen(app);
      const post = async (path: string, body: object) => {
        const headers = { "content-type": "application/json" };
        return (await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) })).status;
      };
      expect(await post("/appointments", ANA)).toBe(201);
      expect(await post("/appointments", ANA)).toBe(500); // an appointment with this id exists already
      expect(await post("/appointments", { ...ANA, id: "a-2", mobile: "12", mail: "" })).toBe(500);
      expect(await post("/appointments", { ...ANA, id: "a-3", mobile: "12" })).toBe(500); // its mail is valid
      await app.relance.runOnce({ within: "20s" });
      const texts: unknown[] = [];
      for await (const { to, content } of app.relance.outbox()) texts.push([to, content]);
      expect(texts).toEqual([["+33639980001", { text: expect.stringMatching(/^Will you come\? http/) }]]);
      const [link = ""] = /http\S+/.exec(JSON.stringify(texts)) ?? [];
      const path = new URL(link.replace(/".*/, "")).pathname;
      const page = await fetch(`${url}${path}`);
      expect(page.status).toBe(200);
      expect(await page.text()).toMatch(/Your appointment: will you come\?[\s\S]*I will come/);
      expect(await post("/appointments/a-1/confirmed", {})).toBe(204);
      await app.relance.runOnce({ within: "20s" });
      expect((await app.reminders.ledger()).states).toMatchObject({ acknowledged: 1, active: 0 });
      expect((await app.pool.query("select id, confirmed from appointments")).rows).toEqual([
        { id: "a-1", confirmed: true },
      ]);
      await close();
    });
  });

  it("an open campaign continues at the next start with the version of a new release, and never with an older one", async () => {
    await using app = await openApp();
    const { campaign } = app;
    const config = configOf(app.url);
    expect((await app.relance.campaigns.open(campaign)).id).toBe(app.reminders.id);
    await app.reminders.enroll([ANA]);
    const at2 = ({ ack }: { ack: { url: string } }) => ({ text: `Shall we see you? ${ack.url}` });
    const next = defineConfig({ ...config, templates: { ...config.templates, "appointment@2": { sms: at2 } } });
    const newer = next.campaign("appointments", {
      row: z.object({ id: z.string(), mobile: z.string(), mail: z.string(), at: z.iso.datetime() }),
      subject: "Your appointment: will you come?",
      timezone: "Europe/Paris",
      deadline: { column: "at", minus: "2h" },
      audience: { mode: "open", key: "id", contacts: { sms: "mobile", email: "mail" }, country: "FR" },
      confirm: {
        event: "confirmed",
        via: ["link", "event"],
        buttons: { done: { label: "I will come", effect: "close" } },
      },
      steps: [
        {
          channel: "sms",
          route: ["main"],
          template: "appointment@2",
          wait: "24h",
          onMissingReceipt: { do: "escalate" },
        },
        { channel: "email", route: ["smtp"], template: "appointment@1" },
      ],
    });
    await using release = await createRelance(next);
    const by = { actor: "release 2", reason: "a kinder text" };
    const [open, same] = await Promise.all([1, 2].map(() => release.campaigns.open(newer, by)));
    expect([open?.id, same?.id]).toEqual([app.reminders.id, app.reminders.id]);
    expect((await app.reminders.ledger()).versions).toMatchObject([{ people: 0 }, { version: 2, people: 1 }]);

    const older = await app.relance.campaigns.open(campaign); // a process of the old release starts again
    await older.enroll([{ ...ANA, id: "a-2", mobile: "+33639980002" }]);
    expect((await older.ledger()).versions).toMatchObject([{ people: 0 }, { version: 2, people: 2 }]);
    await release.runOnce({ within: "20s" });
    const texts: unknown[] = [];
    for await (const { content } of release.outbox()) texts.push(content);
    expect(texts).toEqual([1, 2].map(() => ({ text: expect.stringMatching(/^Shall we see you\?/) })));
  });

  it("an appointment that moves takes its reminders along, to another phone too, or stays with them", async () => {
    await using app = await openApp();
    await book(app.pool, app.reminders, ANA);
    const moved = { ...ANA, mobile: "+33639980009", at: inHours(96) };
    await expect(move(app.pool, app.reminders, { ...moved, mobile: "12", mail: "" })).rejects.toThrow("column mobile");
    await move(app.pool, app.reminders, moved);
    await app.relance.runOnce({ within: "20s" });
    const deadline = new Date(Date.parse(moved.at) - 2 * HOUR);
    expect(await app.reminders.recipient(ANA.id)).toMatchObject({ state: "active", deadline });
    expect((await Array.fromAsync(app.relance.outbox())).map(({ to }) => to)).toEqual([moved.mobile]);
    const { rows } = await app.pool.query("select mobile, at from appointments");
    expect(rows).toEqual([{ mobile: moved.mobile, at: new Date(moved.at) }]);
    const again = { actor: "desk", reason: "said twice" };
    expect(await app.reminders.reschedule([moved], again)).toEqual({ rescheduled: 1, refusals: [], dropped: [] });
    const others = [
      { ...moved, id: "a-9" },
      { ...moved, at: inHours(-1) },
    ];
    expect((await app.reminders.reschedule(others, again)).refusals.map(({ reason }) => reason)).toEqual([
      "message/unknown-recipient",
      "message/bad-time",
    ]);
    await app.relance.acknowledge([{ key: ANA.id, on: "confirmed", id: "1" }]);
    expect(await app.reminders.reschedule([{ ...moved, at: inHours(99) }], again)).toMatchObject({
      rescheduled: 0,
      refusals: [{ line: 1, key: ANA.id, reason: "message/not-moved" }],
    });
  });

  it("simultaneous bookings, more than the pool has connections, wait only for each other", async () => {
    await using app = await openApp();
    const ids = Array.from({ length: 20 }, (_, number) => `a-${number}`);
    await Promise.all(ids.map((id) => book(app.pool, app.reminders, { ...ANA, id })));
    await Promise.all(ids.map((id) => move(app.pool, app.reminders, { ...ANA, id, at: inHours(96) })));
    await app.relance.runOnce({ within: "20s" });
    expect(await Array.fromAsync(app.relance.outbox())).toHaveLength(20);
  });

  it("a cancelled appointment and its reminders are gone together", async () => {
    await using app = await openApp();
    await book(app.pool, app.reminders, ANA);
    await cancel(app.pool, app.reminders, ANA.id);
    await app.relance.runOnce({ within: "20s" });
    expect(await app.reminders.recipient(ANA.id)).toMatchObject({ state: "cancelled", cause: "withdrawn" });
    expect(await Array.fromAsync(app.relance.outbox())).toEqual([]);
    expect((await app.pool.query("select id from appointments")).rows).toEqual([]);
  });

  it("an unreached recipient appears once in a table of the application", async () => {
    await using app = await openApp();
    await app.reminders.enroll({ ...ANA });
    const order = { actor: "test", reason: "its waits are a day long" };
    for (const _step of ["sms", "email"]) await app.reminders.escalate([ANA.id], order);
    for (const _again of [1, 2]) {
      const following = followUnreached(app.pool, app.relance);
      const rows = async () => (await app.pool.query("select id, why from to_phone")).rows;
      await expect.poll(rows, { timeout: 30_000 }).toEqual([{ id: "a-1", why: "manual" }]);
      await following.stop();
    }
  });

  const start = (env: object) =>
    spawn(process.execPath, ["--conditions=@relance/source", join(import.meta.dirname, "main.ts")], {
      env: { ...process.env, NODE_OPTIONS: "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });

  it("the whole program starts, and stops when it is asked to", async () => {
    await using database = await postgres.createDatabase();
    const port = String(await freePort());
    const child = start({ DATABASE_URL: database.url, PORT: port });
    let said = "";
    child.stdout.on("data", (chunk) => (said += chunk));
    await expect.poll(() => said).toContain("listening");
    const health = await fetch(`http://127.0.0.1:${port}/relance/health`);
    expect([200, 503]).toContain(health.status);
    const code = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    expect(await code).toBe(0);
  });

  it("the program ends where its port is taken", async () => {
    await using database = await postgres.createDatabase();
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const child = start({ DATABASE_URL: database.url, PORT: String(port) });
    const [said, errors] = [text(child.stdout), text(child.stderr)];
    const [code] = await once(child, "exit");
    expect({ code, said: await said }).toEqual({ code: 1, said: expect.not.stringContaining("listening") });
    expect(await errors).toContain("EADDRINUSE");
    other.close();
  });
});

function addressOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
