import { defineCampaign } from "@relance/campaign";
import {
  type AlreadyDoneQuestion,
  type CampaignDefinition,
  defineConfig,
  type LogLine,
  type Provider,
  sqliteStore,
} from "relance";
import { describe, expect, it } from "vitest";
import { createTestRelance } from "../../../src/index.ts";

const templates = {
  "hello@1": { sms: () => ({ text: "hello" }) },
  "again@1": { sms: () => ({ text: "again" }) },
};

const sms: Provider<"sms"> = {
  kind: "real-sms",
  channel: "sms",
  vendor: "one",
  capabilities: { receipts: false, replies: false },
  send: async () => Promise.reject(new Error("a test never sends")),
};

const people = Array.from({ length: 20 }, (_, index) => ({
  id: `p${index}`,
  mobile: `+336399800${String(index).padStart(2, "0")}`,
}));

function campaign(change: Partial<CampaignDefinition> = {}) {
  const definition: CampaignDefinition = {
    version: 1,
    name: "visits",
    deadline: "48h",
    audience: { contacts: { sms: "mobile" } },
    confirm: { event: "came", via: ["event"] },
    steps: [
      { channel: "sms", route: ["main"], template: "hello@1", wait: "4h" },
      { channel: "sms", route: ["main"], template: "again@1" },
    ],
    ...change,
  };
  return defineCampaign(definition, { templates });
}

type Ask = (keys: readonly string[], question: AlreadyDoneQuestion) => Promise<Iterable<string>>;

async function asking(alreadyDone: Ask) {
  const lines: LogLine[] = [];
  const log = (line: LogLine) => void lines.push(line);
  const config = defineConfig({
    store: sqliteStore({ file: "never-opened.db" }),
    providers: { sms: { main: sms } },
    security: { signing: ["a-secret-for-these-tests"] },
    templates,
    observe: { log },
    acknowledge: { alreadyDone },
  });
  const test = await createTestRelance(config);
  return { test, lines, [Symbol.asyncDispose]: () => test.close() };
}

describe("the caller's system, asked before each message", () => {
  it("acknowledges recipients who are already done, and sends them no message", async () => {
    const questions: { keys: readonly string[]; on: string; campaign: string; occurrence: string }[] = [];
    await using scene = await asking(async (keys, { on, campaign, occurrence }) => {
      questions.push({ keys, on, campaign, occurrence });
      return [...keys.filter((key) => key === "p3" || key === "p7"), "somebody-else"];
    });
    const { test } = scene;
    const handle = await test.start(campaign(), { rows: people });
    await test.advance("1h");
    expect(test.sent()).toHaveLength(18);
    expect(test.sent({ key: "p3" })).toEqual([]);
    expect(await handle.recipient("p7")).toMatchObject({
      state: "acknowledged",
      lastAttempt: { state: "not-sent" },
    });
    const { states, holds } = await test.ledger();
    expect([states.acknowledged, holds]).toEqual([2, true]);
    expect(questions[0]).toMatchObject({ on: "came", campaign: "visits", occurrence: "" });
    expect(questions.flatMap(({ keys }) => keys).sort()).toEqual(people.map(({ id }) => id).sort());
  });

  it("is asked once per batch, and again before the next message", async () => {
    let isLater = false;
    const sizes: number[] = [];
    await using scene = await asking(async (keys) => {
      sizes.push(keys.length);
      return isLater ? keys : [];
    });
    const { test } = scene;
    await test.start(campaign(), { rows: people });
    await test.advance("1h");
    expect(sizes).toEqual([20]);
    isLater = true;
    await test.advance("6h");
    expect(test.sent()).toHaveLength(20);
    expect((await test.ledger()).states.acknowledged).toBe(20);
  });

  it.each<{ readonly words: string; readonly ask: Ask }>([
    { words: "throws", ask: async () => Promise.reject(new Error("the register is down")) },
    { words: "never answers", ask: () => new Promise(() => {}) },
    { words: "answers nonsense", ask: async () => 7 as unknown as string[] },
  ])("delays no recipient when it $words: all get the message, and the failure is logged", async ({ ask }) => {
    await using scene = await asking(ask);
    const { test, lines } = scene;
    await test.start(campaign(), { rows: people });
    await test.advance("1h");
    expect(test.sent()).toHaveLength(20);
    expect(lines.map(({ event }) => event)).toContain("already-done.unanswered");
    expect((await test.ledger()).states.acknowledged).toBe(0);
  });

  it("is not asked about a campaign without an event", async () => {
    let asked = 0;
    await using scene = await asking(async () => {
      asked += 1;
      return [];
    });
    const { test } = scene;
    await test.start(campaign({ confirm: { via: ["event"] } }), { rows: people });
    await test.advance("1h");
    expect([asked, test.sent().length]).toEqual([0, 20]);
  });

  it("can revoke the acknowledgement as its own event, so that the recipient gets messages again", async () => {
    let isDone = true;
    await using scene = await asking(async (keys) => (isDone ? keys : []));
    const { test } = scene;
    const [one] = people;
    await test.start(campaign(), { rows: [one] });
    await test.advance("1h");
    isDone = false;
    await test.gateway.acknowledge([{ key: "p0", on: "came", revoke: true }]);
    await test.advance("1h");
    expect(test.sent()).toHaveLength(1);
  });
});
