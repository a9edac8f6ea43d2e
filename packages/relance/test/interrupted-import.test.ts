import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineCampaign } from "@relance/campaign";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRelance, type RelanceLike, sqliteStore } from "../src/index.ts";

const sms = {
  kind: "none",
  channel: "sms" as const,
  vendor: "none",
  capabilities: { receipts: false, replies: false },
  send: async () => ({ ref: "none" }),
};

const people = (...keys: string[]) => keys.map((id, k) => ({ id, mobile: `+3363998${String(k).padStart(4, "0")}` }));

function campaign(mode: "open" | "closed") {
  return defineCampaign(
    {
      version: 1,
      name: "hello",
      deadline: "72h",
      audience: { mode, contacts: { sms: "mobile" } },
      steps: [{ channel: "sms", route: ["main"], template: "hello@1" }],
    },
    { templates: { "hello@1": { sms: () => ({ text: "hello" }) } } },
  );
}

let folder: string;
let gateway: RelanceLike;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "relance-import-"));
  gateway = await createRelance({
    store: sqliteStore({ file: join(folder, "relance.db") }),
    providers: { sms: { main: sms } },
    security: { signing: ["a-secret-for-these-tests"] },
    templates: { "hello@1": { sms: () => ({ text: "hello" }) } },
  });
});

afterEach(async () => {
  await gateway.close();
  await rm(folder, { recursive: true, force: true });
});

describe("an import that was refused or interrupted", () => {
  it("leaves no recipient behind who would get messages when another audience starts", async () => {
    const wrong = gateway.campaigns.start(campaign("closed"), { rows: people("x1", "x2"), recipients: 5 });
    await expect(wrong).rejects.toMatchObject({ code: "campaign/recipients-mismatch" });
    const right = gateway.campaigns.start(campaign("closed"), { rows: people("y1", "y2"), recipients: 2 });
    await expect(right).rejects.toMatchObject({ code: "audience/unexpected" });
    const [ledger] = await gateway.campaigns.ledgers();
    expect(ledger).toMatchObject({ state: "enrolling", holds: true });
  });

  it("can be resumed with rows in another order, and with more rows", async () => {
    const first = gateway.campaigns.start(campaign("closed"), { rows: people("x1", "x2"), recipients: 5 });
    await expect(first).rejects.toMatchObject({ code: "campaign/recipients-mismatch" });
    const recipients = people("x2", "y1", "x1");
    const started = await gateway.campaigns.start(campaign("closed"), { rows: recipients, recipients: 3 });
    expect(await started.ledger()).toMatchObject({ state: "running", states: { pending: 3 }, holds: true });
  });

  it("never treats the second audience of an open campaign as the first", async () => {
    await gateway.campaigns.start(campaign("open"), { rows: people("x1", "x2") });
    const grown = await gateway.campaigns.start(campaign("open"), { rows: people("x1", "y1", "y2") });
    expect(await grown.ledger()).toMatchObject({ states: { pending: 4 }, holds: true });
  });
});
