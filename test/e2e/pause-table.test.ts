import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type CampaignHandle, createRelance, defineConfig, type Provider, type Store } from "relance";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../packages/store/test/memory-driver/memory-store.ts";
import { overStores } from "../support/over-stores.ts";
import { peopleCampaign, peopleRows, TEMPLATES } from "../support/people-campaign.ts";
import { storeAt } from "../support/store-at.ts";

const page = readFileSync(new URL("../../docs/control.md", import.meta.url), "utf8");
const [, section = ""] = page.split("## A provider that is paused\n");
const [head = [], , ...rows] =
  section
    .split("\n## ")[0]
    ?.split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", "")),
    ) ?? [];
const cells = rows.flatMap(([watch = "", ...outcomes]) =>
  outcomes.map((outcome, place) => ({ watch, command: head[place + 1] ?? "", outcome })),
);

const WATCH = { source: "plugin:watch", actor: "plugin:watch", reason: "a loss" } as const;
const MAIN = { provider: "sms.main", step: 1, gate: "held" } as const;
const SECOND = { provider: "sms.second", step: 1, gate: "held" } as const;
const ORDERS = {
  "has changed nothing": undefined,
  "reroutes sms.main to sms.second": { ...MAIN, via: "sms.second" },
  "pauses sms.main": { ...MAIN, via: null },
  "pauses sms.second": { ...SECOND, via: null },
} as const;
const ENDS = /, and ends the (?:reroute|pause) after the command$/;
const PEOPLE = 4;

const carrier = (vendor: string): Provider<"sms"> => ({
  kind: "none",
  channel: "sms",
  vendor,
  capabilities: { receipts: false, replies: false },
  send: async ({ attemptId }) => ({ ref: attemptId }),
});

function pause(campaign: CampaignHandle, command: string) {
  const words = command.split(" ");
  const after = (option: string) => (words.includes(option) ? words[words.indexOf(option) + 1] : undefined);
  const scope = { provider: after("--provider"), via: after("--via"), wait: words.includes("--wait") };
  const order = { ...scope, actor: "ada", reason: "a loss", reviewAt: new Date(Date.now() + 3_600_000) };
  return { foretold: () => campaign.pauseEffect(scope), order: () => campaign.pause(order) };
}

async function outcomeOf(store: Store): Promise<string> {
  const worker = randomUUID();
  const providers = ["sms.main", "sms.second"];
  await store.heartbeat({ incarnation: worker, role: "worker", version: "1", providers });
  const wants = providers.map((provider) => ({ provider, slots: PEOPLE, sendBudgetMs: 1_000 }));
  const { claimed } = await store.claim({ worker, wants });
  const over = [...new Set(claimed.map(({ provider }) => provider))];
  expect([0, PEOPLE]).toContain(claimed.length);
  return over.length === 0 ? "wait" : `use ${over.join(", ")}`;
}

async function play(open: () => Store, { watch, command, outcome }: (typeof cells)[number]): Promise<void> {
  const store = open();
  await using gateway = await createRelance(
    defineConfig({
      store,
      providers: { sms: { main: carrier("one"), second: carrier("two") } },
      publicUrl: "https://notify.example.org/relance",
      security: { signing: ["a-secret-for-this-test"] },
      delivery: "live",
      templates: TEMPLATES,
    }),
  );
  const steps = [{ channel: "sms", route: ["main", "second"], template: "please@1", wait: "24h" }] as const;
  const campaign = await gateway.campaigns.start(peopleCampaign({ steps }), { rows: peopleRows(PEOPLE) });
  const [name = ""] = watch.split(ENDS);
  const before = ORDERS[name as keyof typeof ORDERS];
  if (before !== undefined) await store.control([{ campaign: campaign.id, ...WATCH, ...before }]);
  const { foretold, order } = pause(campaign, command);
  const told = await foretold();
  expect(await order()).toMatchObject(told);
  const leaves = { waiting: 0, rerouted: PEOPLE };
  const waits = { waiting: PEOPLE, rerouted: 0 };
  if (!ENDS.test(watch)) expect(told).toMatchObject(outcome === "wait" ? waits : leaves);
  if (ENDS.test(watch)) await store.control([{ campaign: campaign.id, ...WATCH, ...before, gate: "open", via: null }]);
  const [main] = await campaign.providerStatus();
  const says = main?.causes.map(({ does }) => does) ?? [];
  expect(says.includes("rerouted"), `${says}`).toBe(outcome !== "wait");
  expect(says.includes("paused"), `${says}`).toBe(outcome === "wait");
  expect(await outcomeOf(store)).toBe(outcome);
}

function plays(open: () => Store): void {
  it.each(cells)("$command, while the watch $watch: recipients $outcome", (cell) => play(open, cell));
}

it("checks every cell of the table", () => {
  expect(cells).toHaveLength(24);
  for (const { watch } of cells) expect(Object.keys(ORDERS)).toContain(watch.split(ENDS)[0]);
});

describe("a store in memory", () => {
  plays(() => memoryStore({ clock: { now: () => Date.now() } }));
});

await overStores((openPlace) => {
  it.each(cells)("$command, while the watch $watch: recipients $outcome", async (cell) => {
    await using place = await openPlace();
    await play(() => storeAt(place.db, undefined), cell);
  });
});
