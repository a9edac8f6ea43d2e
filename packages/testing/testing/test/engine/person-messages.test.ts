import { type CodeTemplates, defineCampaign } from "@relance/campaign";
import { type Provider, sqliteStore } from "relance";
import { expect, it } from "vitest";
import { createTestRelance } from "../../src/index.ts";

const templates: CodeTemplates = {
  "please@1": {
    sms: ({ variables, deadline, ack }) => ({ text: `${variables.name}: before ${deadline}, at ${ack.url}` }),
  },
};
const main: Provider<"sms"> = {
  kind: "none",
  channel: "sms",
  vendor: "none",
  capabilities: { receipts: true, replies: false },
  send: async ({ attemptId }) => ({ ref: attemptId }),
};
const campaign = defineCampaign(
  {
    version: 1,
    name: "kept",
    deadline: "24h",
    audience: { key: "id", contacts: { sms: "mobile" }, country: "FR" },
    confirm: { via: ["link"] },
    retention: { contacts: "2d" },
    steps: [{ channel: "sms", route: ["main"], template: "please@1" }],
  },
  { templates },
);
const ANA = { id: "ana", name: "Ana", mobile: "+33639980001" };
const order = { actor: "Ada", reason: "the office was closed" };

async function open() {
  const test = await createTestRelance({
    store: sqliteStore({ file: "never-opened.db" }),
    providers: { sms: { main } },
    publicUrl: "https://relance.example.org",
    security: { signing: [] },
    evidence: true,
    templates,
  });
  const handle = await test.start(campaign, { rows: [ANA] });
  await test.advance("1h");
  const messages = async (key = "ana") => {
    const person = await handle.recipient(key);
    return person === undefined ? [] : test.gateway.views.messages(person);
  };
  const [left] = test.sent({ key: "ana" });
  const content = left?.message.content;
  const text = content !== undefined && "text" in content ? content.text : "";
  return { test, handle, messages, sent: text.replace(/\/a\/[\w-]+/, "/a/•••") };
}

it("the messages to a recipient are rendered again word for word, with a proof, and without the recipient's link", async () => {
  const { test, messages, sent } = await open();
  expect(sent).toMatch(/^Ana: before .*\/a\/•••$/);
  expect(await messages()).toMatchObject([
    { step: 1, provider: "sms.main", channel: "sms", content: { text: sent }, isProven: true },
  ]);
  await test.close();
});

it("messages from before an extension are shown without a proof", async () => {
  const { test, handle, messages, sent } = await open();
  await handle.extend({ until: new Date(test.time.now() + 96 * 3_600_000), ...order });
  const [message] = await messages();
  expect(message?.isProven).toBe(false);
  expect(message?.content).toBeDefined();
  expect(message?.content).not.toEqual({ text: sent });
  await test.close();
});

it("messages cannot be shown once the contacts are erased", async () => {
  const { test, messages } = await open();
  await test.advance("96h");
  const told = await messages();
  expect(told).toMatchObject([{ isProven: false, why: "erased" }]);
  expect(told[0]?.content).toBeUndefined();
  await test.close();
});

it("a recipient is found by key, and by a number in the national format of the campaign's country", async () => {
  const { test, handle } = await open();
  const { views } = test.gateway;
  const found = async (text: string) => (await views.find(handle.id, text)).map(({ key }) => key);
  expect(await found("ana")).toEqual(["ana"]);
  expect(await found("06 39 98 00 01")).toEqual(["ana"]);
  expect(await found("+33639980001")).toEqual(["ana"]);
  expect(await found("06 39 98 00 02")).toEqual([]);
  await test.close();
});
