import { addChannels, type Channel, type ChannelDescription, type Store } from "@relance/spec";
import { postgresStore } from "@relance/store-postgres";
import { withPostgres } from "@relance/test-postgres/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { createRelance } from "../src/index.ts";
import { gatewayConfig, provider } from "./support/gateway-config.ts";

const BAD = "bad";
const DESTINATIONS: Readonly<Record<string, () => unknown>> = {
  "a text": () => "town",
  "an error": () => {
    throw new Error("no destination");
  },
  "a thrown text": () => {
    throw "no destination";
  },
  undefined: () => undefined,
  null: () => null,
  "a number": () => 7,
  NaN: () => Number.NaN,
  true: () => true,
  "a bigint": () => 7n,
  "a symbol": () => Symbol("x"),
  "an object": () => ({}),
  "an array": () => ["x"],
  "a function": () => () => "x",
  "a promise": () => Promise.resolve("x"),
  "a rejected promise": () => Promise.reject(new Error("later")),
  "a long text": () => "x".repeat(10_000),
  "a null character": () => "a\0b",
  "half a surrogate": () => "\ud800",
  "a line break": () => "a\nb",
  "an object whose toString throws": () => ({
    toString() {
      throw new Error("no text");
    },
  }),
};

function letters(destination: () => unknown): ChannelDescription {
  return {
    ...{ name: "letter" as Channel, number: 7, words: { message: "a letter", addresses: "letter addresses" } },
    address: {
      read: String,
      mask: () => "•••",
      destination: (kept: string) => (kept === BAD && isBroken ? (destination() as string) : "town"),
    },
    content: { body: "text", most: { characters: 80 } },
    receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered" },
  };
}

let forget = () => {};
/** The channel accepts the address at enrollment, and breaks before the claim. */
let isBroken = false;
afterEach(() => forget());

async function sentBeside(destination: () => unknown, store: Store): Promise<readonly string[]> {
  const sent: string[] = [];
  const send = async ({ to, attemptId }: { readonly to: unknown; readonly attemptId: string }) => {
    sent.push(String(to));
    return { ref: attemptId };
  };
  const channels = [letters(destination)];
  forget = addChannels(channels);
  const providers = {
    sms: { main: provider("sms", { send }) },
    letter: { main: provider("letter" as Channel, { send } as never) },
  };
  await using gateway = await createRelance(gatewayConfig({ store, channels, providers, delivery: "live" }));
  const message = (key: string, channel: string, address: string) =>
    gateway.send({
      idempotencyKey: key,
      recipient: { key, contacts: { [channel]: address } },
      steps: [{ channel: channel as "sms", content: { text: "hello" } }],
    });
  isBroken = false;
  await message("bad", "letter", BAD);
  isBroken = true;
  await message("good", "letter", "good");
  await message("sms", "sms", "+33639980001");
  const stop = new AbortController();
  const running = gateway.run({ signal: stop.signal });
  await expect
    .poll(() => sent.filter((to) => to !== BAD).toSorted(), { timeout: 8_000 })
    .toEqual(["+33639980001", "good"]);
  await message("again", "letter", "again");
  await expect.poll(() => sent, { timeout: 8_000 }).toContain("again");
  stop.abort();
  await running;
  return sent;
}

await withPostgres((postgres) => {
  describe("a channel whose function, after the enrollment of an address, returns as the destination", () => {
    it.each(Object.keys(DESTINATIONS))("%s stops no other message", async (name) => {
      await using database = await postgres.createDatabase();
      const store = postgresStore({ url: database.url });
      await sentBeside(DESTINATIONS[name] ?? (() => ""), store as never);
    });
  });
});
