import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Provider, Store } from "@relance/spec";
import { postgresStore } from "@relance/store-postgres";
import { type SharedClock, sharedClock, sqliteStore } from "@relance/store-sqlite";
import { withPostgres } from "@relance/test-postgres/vitest";
import { createRelance } from "relance";
import { describe, expect, it } from "vitest";
import { confirmations } from "./confirmations.ts";

const HOUR_MS = 3_600_000;
const EIGHT = Date.UTC(2026, 0, 5, 8, 10);

const sms: Provider<"sms"> = {
  kind: "example",
  channel: "sms",
  vendor: "example",
  capabilities: { receipts: false, replies: false },
  send: async ({ attemptId }) => ({ ref: attemptId }),
};

interface Place extends AsyncDisposable {
  readonly store: Store;
}

/** Defines the same tests for each database. */
function behaviours(openPlace: (clock: SharedClock) => Promise<Place>): void {
  it("counts each confirmation once, and opens and ends an incident", async () => {
    const clock = sharedClock();
    clock.stand(EIGHT);
    await using place = await openPlace(clock);
    const failures: unknown[] = [];
    await using gateway = await createRelance({
      store: place.store,
      providers: { sms: { main: sms } },
      security: { signing: ["a-secret-for-this-test"] },
      publicUrl: "https://notify.example.org/relance",
      delivery: "live",
      plugins: [confirmations({ atLeast: 3 })],
      observe: {
        ingressCheck: false,
        log: (line) => {
          if (line.event === "plugin.failed") failures.push(line);
        },
      },
    });
    const confirm = async (keys: readonly string[]) => {
      for (const key of keys) {
        const recipient = { key, contacts: { sms: "+33639980001" } };
        const content = { text: "Will you come? {{ ack.url }}" };
        await gateway.send({ idempotencyKey: key, recipient, steps: [{ channel: "sms", content }] });
      }
      await gateway.runOnce({ within: "10s" });
      await gateway.acknowledge(keys.map((key) => ({ key, id: `desk ${key}` })));
      await gateway.runOnce({ within: "10s" });
    };
    const incidents = async () =>
      (await Array.fromAsync(gateway.incidents())).map(({ kind, figures, endedAt }) => {
        return { kind, confirmed: figures.confirmed, isOpen: endedAt === undefined };
      });

    await confirm(["ana", "ben"]);
    await gateway.runOnce({ within: "10s" }); // a second run finds no new events
    clock.stand(EIGHT + HOUR_MS);
    await gateway.runOnce({ within: "10s" });
    expect(await incidents()).toEqual([{ kind: "confirmations:low", confirmed: 2, isOpen: true }]);

    await confirm(["cem", "dea", "eli"]);
    clock.stand(EIGHT + 2 * HOUR_MS);
    await gateway.runOnce({ within: "10s" });
    expect(await incidents()).toEqual([{ kind: "confirmations:low", confirmed: 3, isOpen: false }]);
    expect(failures).toEqual([]);
  });
}

describe("the plugin over SQLite", () => {
  behaviours(async (clock) => {
    const folder = await mkdtemp(join(tmpdir(), "relance-plugin-"));
    return {
      store: sqliteStore({ file: join(folder, "relance.db"), clock }),
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
    };
  });
});

await withPostgres((postgres) =>
  describe("the plugin over PostgreSQL", () =>
    behaviours(async (clock) => {
      const database = await postgres.createDatabase();
      return {
        store: postgresStore({ url: database.url, clock }),
        [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
      };
    })),
);

it("counts each confirmation once after the store was restored from a backup", async () => {
  const folder = await mkdtemp(join(tmpdir(), "relance-plugin-"));
  const file = join(folder, "relance.db");
  const clock = sharedClock();
  clock.stand(EIGHT);
  await using gateway = await createRelance({
    store: sqliteStore({ file, clock }),
    providers: { sms: { main: sms } },
    security: { signing: ["a-secret-for-this-test"] },
    publicUrl: "https://notify.example.org/relance",
    plugins: [confirmations({ atLeast: 3 })],
    observe: { ingressCheck: false, log: () => {} },
  });
  const recipient = { key: "ana", contacts: { sms: "+33639980001" } };
  await gateway.send({ idempotencyKey: "ana", recipient, steps: [{ channel: "sms", content: { text: "Coming?" } }] });
  await gateway.acknowledge([{ key: "ana", id: "desk ana" }]);
  await gateway.runOnce({ within: "10s" });
  using db = new DatabaseSync(file);
  const counted = () => db.prepare("select confirmed from confirmations_hours").get()?.confirmed;
  expect(counted()).toBe(1);
  // replace the saved cursor with the cursor of another store
  db.exec("update leases set data = replace(data, substr(data, 1, 8), 'ffffffff') where name like 'plugin:%'");
  clock.stand(EIGHT + 60_000);
  await gateway.runOnce({ within: "10s" });
  expect(counted()).toBe(1);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

it("refuses a misspelt option when it is configured", () => {
  const given = { atleast: 3 } as unknown as { atLeast: number };
  expect(() => confirmations(given)).toThrow(
    expect.objectContaining({
      code: "config/invalid",
      problems: expect.arrayContaining([expect.objectContaining({ path: "plugins.confirmations.atleast" })]),
    }),
  );
});

it.each(["confirmations.ts", "low-confirmations.test.ts"])(
  "%s is on the page docs/plugins.md as it runs here",
  (file) => {
    const page = readFileSync(new URL("../../docs/plugins.md", import.meta.url), "utf8");
    const code = readFileSync(new URL(file, import.meta.url), "utf8");
    expect(page).toContain(`\`\`\`ts\n${code}\`\`\``);
  },
);
