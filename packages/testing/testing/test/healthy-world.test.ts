import { defineCampaign } from "@relance/campaign";
import { canaries } from "@relance/canaries";
import { defineConfig, type Provider, watch } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { createTestRelance } from "../src/index.ts";

const PEOPLE = 300;
const templates = { "hello@1": { sms: ({ key }: { key: string }) => ({ text: `hello ${key}` }) } };
const carrier = (vendor: string): Provider<"sms"> => ({
  kind: vendor,
  channel: "sms",
  vendor,
  capabilities: { receipts: true, replies: false },
  send: async () => Promise.reject(new Error("a test never sends")),
});

function configuration(observe: object = {}) {
  const sms = { main: carrier("one"), second: carrier("two") };
  const publicUrl = "https://notify.example.org/relance";
  return defineConfig({
    store: undefined as never,
    providers: { sms },
    security: { signing: [] },
    publicUrl,
    templates,
    observe,
  });
}

function campaign(change: object = {}) {
  const steps = [{ channel: "sms", route: ["main", "second"], template: "hello@1", wait: "4h" }] as const;
  const audience = { contacts: { sms: "mobile" } };
  return defineCampaign({ version: 1, name: "hello", deadline: "48h", audience, steps, ...change }, { templates });
}

const rows = Array.from({ length: PEOPLE }, (_, n) => ({
  id: `p${n}`,
  mobile: `+336398${String(n).padStart(5, "0")}`,
}));

describe("a gateway under test", () => {
  it.each([1, 2, 3])("opens no incident while its providers work, with the seed %i", async (seed) => {
    await using test = await createTestRelance(configuration(), { seed });
    await test.start(campaign(), { rows });
    await test.advance("48h");
    expect(test.sent()).toHaveLength(PEOPLE);
    expect((await partsOf(test.gateway).store.incidents({ limit: 10 })).rows).toEqual([]);
    expect((await test.ledger()).holds).toBe(true);
  });

  it("delivers within one to nine seconds, each message after its own time by the seed", async () => {
    const times = async (seed: number) => {
      await using test = await createTestRelance(configuration(), { seed });
      await test.start(campaign(), { rows: rows.slice(0, 50) });
      await test.advance("1m");
      const told = await Promise.all(rows.slice(0, 50).map(({ id }) => test.recipient(id)));
      return told.map(({ timeline }) => JSON.stringify(timeline.map(({ at }) => at)));
    };
    const first = await times(1);
    expect(new Set(first).size).toBeGreaterThan(40);
    expect(await times(1)).toEqual(first);
    expect(await times(2)).not.toEqual(first);
  });

  it("provides its own test numbers if the configuration names a source of rented ones", async () => {
    const never = async () => Promise.reject(new Error("a test borrows nothing"));
    const borrowing = { ...configuration(), plugins: [watch(), canaries({ source: { lend: never, seen: never } })] };
    await using test = await createTestRelance(borrowing);
    const paced = campaign({ plugins: { canaries: { lent: [{ network: "208-01" }] } }, rate: "2/m" });
    const handle = await test.start(paced, { rows: rows.slice(0, 10) });
    await test.advance("48h");
    expect(test.sent().filter(({ message }) => message.to === "+33639989999")).toHaveLength(1);
    const { canaries: table } = (await handle.report()).plugins;
    expect(table).toMatchObject([{ network: "208-01", sent: 1, delivered: 1, seen: 1 }]);
  });

  it("refuses an unknown option", async () => {
    const misspelt = { sead: 7 } as object;
    await expect(createTestRelance(configuration(), misspelt)).rejects.toMatchObject({ code: "config/invalid" });
  });
});
