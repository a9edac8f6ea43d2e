import { defineCampaign } from "@relance/campaign";
import { addChannels, type ChannelDescription, PHONE, type Provider, type SuppressionRow } from "@relance/spec";
import { createRelance, type RelanceEvent, sqliteStore } from "relance";
import { partsOf } from "relance/parts";
import { afterAll, expect, it } from "vitest";
import { besideNothing } from "../support/over-stores.ts";
import { waitFor } from "./support/wait-for.ts";

declare module "relance" {
  interface Channels {
    chat: { address: string; content: { text: string } };
  }
}

const chat: ChannelDescription<"chat"> = {
  name: "chat",
  number: 9,
  words: { message: "a chat message", addresses: "phones" },
  address: PHONE,
  content: { body: "text", most: { characters: 1_000 } },
  receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered" },
  replies: true,
};

afterAll(addChannels([chat]));

const PHONE_OF_ALL = "+33639980001";
const RECEIVER = "https://notify.example.org/relance";

interface Chat extends AsyncDisposable {
  readonly received: readonly string[];
  write(text: string): Promise<void>;
  events(): Promise<readonly RelanceEvent[]>;
  suppressions(): Promise<readonly SuppressionRow[]>;
}

async function reachedByChat(keys: readonly string[]): Promise<Chat> {
  const place = await besideNothing();
  const received: string[] = [];
  const main: Provider<"chat"> = {
    kind: "chat",
    channel: "chat",
    vendor: "chat",
    capabilities: { receipts: false, replies: true },
    receipts: {
      proof: "own-signature",
      verify: () => undefined,
      parse: ({ body }) => [JSON.parse(Buffer.from(body).toString("utf8"))],
    },
    async send({ attemptId, to, content }) {
      expect(to).toBe(PHONE_OF_ALL);
      received.push(content.text);
      return { ref: attemptId };
    },
  };
  const gateway = await createRelance({
    store: sqliteStore({ file: place.db }),
    channels: [chat],
    providers: { chat: { main } },
    security: { signing: ["a-secret-for-answers-over-chat"] },
    publicUrl: RECEIVER,
    delivery: "live",
  });
  const campaign = defineCampaign(
    {
      version: 1,
      name: "by-chat",
      subject: "Your appointment",
      deadline: "72h",
      locale: "en",
      audience: { key: "id", contacts: { chat: "chat" } },
      confirm: { via: ["reply"], buttons: { done: "close" }, replies: { OK: "done" } },
      steps: [{ channel: "chat", route: ["main"], template: "please" }],
    },
    { sources: { "please.chat.liquid": "Please answer OK {{ ack.code }}" } },
  );
  const stop = new AbortController();
  const running = gateway.run({ signal: stop.signal });
  running.catch(() => {});
  await gateway.campaigns.start(campaign, { rows: keys.map((id) => ({ id, chat: PHONE_OF_ALL })) });
  await waitFor("the messages", () => received.length === keys.length);
  let count = 0;
  return {
    received,
    async write(text) {
      count += 1;
      const body = JSON.stringify({ type: "reply", from: PHONE_OF_ALL, text, eventId: `r${count}` });
      const answer = await gateway.handle(new Request(`${RECEIVER}/inbound/chat.main`, { method: "POST", body }));
      expect(answer.status).toBe(204);
    },
    events: async () => (await partsOf(gateway).store.events({ limit: 1_000 })).events,
    suppressions: async () => (await partsOf(gateway).store.suppressions({ limit: 10 })).rows,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await gateway.close({ grace: "1s" });
      await running.catch(() => {});
      await place[Symbol.asyncDispose]();
    },
  };
}

it("an answer over a channel with replies confirms, proves that the message was read, and is answered there", async () => {
  await using there = await reachedByChat(["anna"]);
  await there.write("what is this?");
  await waitFor("the answer", () => there.received.length === 2);
  expect(there.received[1]).toMatch(/Your appointment\. Reply STOP to end our messages\. To confirm, reply OK/);
  await there.write("ok");
  await waitFor("the confirmation", () => there.received.length === 3);
  expect(there.received[2]).toMatch(/^Confirmed: Your appointment/);
  const types = (await there.events()).map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(["attempt.engaged", "enrollment.acknowledged"]));
});

it("recipients who share such a contact have codes, and STOP there suppresses that contact, without an answer", async () => {
  await using there = await reachedByChat(["anna", "bob"]);
  const [code = "", other] = there.received.map((text) => text.slice(-2));
  expect(code).not.toBe(other);
  await there.write("OK");
  await waitFor("the choice", () => there.received.length === 3);
  expect(there.received[2]).toContain(`OK ${code}`);
  await there.write(`OK ${code}`);
  await waitFor("the confirmation", () => there.received.length === 4);
  await there.write("STOP");
  expect(await there.suppressions()).toEqual([expect.objectContaining({ channel: "chat", reason: "opted-out" })]);
  expect(there.received).toHaveLength(4);
});
