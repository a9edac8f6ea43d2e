import { defineCampaign } from "@relance/campaign";
import { exportLines } from "@relance/report";
import { addChannels, type ChannelDescription, channels, PHONE, type Provider } from "@relance/spec";
import { postgresStore } from "@relance/store-postgres";
import { withPostgres } from "@relance/test-postgres/vitest";
import { createRelance, type Relance, type RelanceConfig, sqliteStore } from "relance";
import { afterAll, expect, it } from "vitest";
import { besideNothing } from "../support/over-stores.ts";

declare module "relance" {
  interface Channels {
    parcel: { address: { readonly street: string; readonly town: string }; content: { text: string } };
    chat: { address: string; content: { text: string } };
    fax: { address: string; content: { text: string } };
  }
}

const calling = {
  address: PHONE,
  content: { body: "text", most: { characters: 1_000 } },
  receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered" },
} as const;
const parcel: ChannelDescription<"parcel"> = {
  ...{ name: "parcel", number: 7, words: { message: "a parcel", addresses: "addresses of parcels" } },
  address: {
    read: (value) => String(value),
    open(kept) {
      const [street = "", town = ""] = kept.split(", ");
      return { street, town };
    },
    mask: () => "•••",
  },
  ...{ content: calling.content, receipts: calling.receipts },
};
const FURTHER: readonly ChannelDescription[] = [
  parcel,
  { ...calling, name: "chat", number: 8, words: { message: "a chat message", addresses: "phones" } },
  { ...calling, name: "fax", number: 9, words: { message: "a fax", addresses: "fax numbers" } },
];

afterAll(addChannels(FURTHER));

function provider<C extends Provider["channel"]>(channel: C): Provider<C> {
  const capabilities = { receipts: false, replies: false };
  return { kind: "none", channel, vendor: "none", capabilities, send: async ({ attemptId }) => ({ ref: attemptId }) };
}

function config(store: RelanceConfig["store"]): RelanceConfig {
  const providers = Object.fromEntries(channels().map((channel) => [channel, { main: provider(channel) }]));
  const security = { signing: ["a-secret-for-all-channels"], encryption: "a-secret-that-encrypts" };
  return { store, channels: FURTHER, providers, security };
}

const CONTACTS = {
  sms: "+33639980001",
  email: "ada@example.org",
  push: JSON.stringify({
    endpoint: "https://push.example.org/ada",
    keys: { p256dh: `B${"A".repeat(86)}`, auth: "A".repeat(22) },
  }),
  app: `fcm:${"adas-phone-".repeat(4)}`,
  parcel: "12 rue des Lilas, Paris",
  chat: "+33639980003",
  fax: "+33139980004",
} as const;

const CAMPAIGNS = channels().map((channel) => {
  const head = {
    push: "---\ntitle: Hello\n---\n",
    app: "---\ntitle: Hello\ndata-order: 7\n---\n",
    email: "---\nsubject: Hello\n---\n",
  };
  const source = `${channel in head ? head[channel as keyof typeof head] : ""}Hello {{ name }}`;
  return defineCampaign(
    { version: 1, name: `by-${channel}`, deadline: "15d", steps: [{ channel, route: ["main"], template: "hello" }] },
    { sources: { [`hello.${channel}.liquid`]: source } },
  );
});

async function exported(gateway: Relance, name: string): Promise<string> {
  const handle = await gateway.campaigns.get(name);
  let text = "";
  for await (const piece of exportLines(handle.recipients(), "csv")) text += piece;
  return text;
}

await withPostgres((postgres) =>
  it("contacts on all channels survive enrollment, claim, export, transfer and erasure", async () => {
    await using place = await besideNothing();
    await using database = await postgres.createDatabase();
    const before = await createRelance(config(sqliteStore({ file: place.db })));
    const recipients = [{ id: "ada", name: "Ada", ...CONTACTS }];
    for (const campaign of CAMPAIGNS) await before.campaigns.start(campaign, { rows: recipients });
    await before.runOnce({ within: "20s" });
    const left: [string, string][] = [];
    for await (const { channel, to } of before.outbox()) left.push([channel, to]);
    expect(new Map(left)).toEqual(
      new Map(Object.entries({ ...CONTACTS, parcel: '{"street":"12 rue des Lilas","town":"Paris"}' })),
    );
    expect(left).toHaveLength(7);
    const [head = "", line = ""] = (await exported(before, "by-fax")).split("\r\n");
    expect(head).toContain("sms,email,push,app,parcel,chat,fax,barred");
    for (const address of Object.values(CONTACTS)) expect(line).toContain(address.replaceAll('"', '""'));
    await before.close();

    const source = sqliteStore({ file: place.db });
    using departure = await source.depart?.("the other store");
    const target = postgresStore({ url: database.url, maxConnections: 4 });
    await target.open();
    if (departure === undefined) throw new Error("nothing leaves this store");
    await target.arrive?.(departure);
    await departure.done();
    await target.close();
    await source.close();

    await using after = await createRelance(config(postgresStore({ url: database.url, maxConnections: 4 })));
    const handle = await after.campaigns.get("by-fax");
    const contacts = (await handle.recipient("ada"))?.contacts ?? [];
    expect(contacts.map(({ channel, address }) => [channel, address])).toEqual(Object.entries(CONTACTS));
    await after.erase(["ada"], { actor: "desk", reason: "she asked" });
    for (const { definition } of CAMPAIGNS) {
      const text = await exported(after, definition.name);
      for (const address of Object.values(CONTACTS)) expect(text).not.toContain(address);
    }
  }),
);
