import { addChannels, type Channel, type ChannelDescription, type Store } from "@relance/spec";
import { expect, it } from "vitest";
import { createRelance } from "../src/index.ts";
import { gatewayConfig, memoryStore, provider } from "./support/gateway-config.ts";

function channel(name: string, number: number): ChannelDescription {
  return {
    ...{ name: name as Channel, number, words: { message: `a ${name}`, addresses: `${name} addresses` } },
    address: { read: String, mask: () => "•••" },
    content: { body: "text", most: { characters: 80 } },
    receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered" },
  };
}

const MESSAGE = {
  idempotencyKey: "one",
  recipient: { key: "ana", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms", content: { text: "hello" } }],
} as const;

/** Sends through a gateway with these channels, like a separate process, and leaves the store open. */
async function send(store: Store, ...channels: readonly ChannelDescription[]): Promise<string> {
  const kept = { ...store, close: async () => {} };
  const providers = Object.fromEntries(
    [{ name: "sms" as Channel }, ...channels].map(({ name }) => [name, { main: provider(name) }]),
  );
  try {
    await using gateway = await createRelance(gatewayConfig({ store: kept, channels, providers }));
    return (await gateway.send(MESSAGE)).status;
  } finally {
    addChannels(channels)(); // as if the process had ended
  }
}

it("works on a store with the channel numbers that the store has, whichever channels are configured", async () => {
  const store = memoryStore();
  expect(await send(store, channel("letter", 7), channel("fax", 8))).toBe("enrolled");
  expect(await send(store, channel("fax", 8))).toBe("repeated");
  expect(await send(store, channel("chat", 9), channel("fax", 8))).toBe("repeated");
  await store.close();
});

it.each([
  ["another number than before", channel("letter", 8), "letter under 7"],
  ["the number of another", channel("fax", 7), "letter under 7"],
])("does not work on a store with %s", async (_, changed, says) => {
  const store = memoryStore();
  await send(store, channel("letter", 7));
  await expect(send(store, changed)).rejects.toThrow(says);
  await store.close();
});
