import { afterEach, expect, it } from "vitest";
import {
  addChannels,
  type Channel,
  type ChannelDescription,
  ConfigError,
  channelNumbered,
  channelOfProvider,
  channels,
  contentParts,
  getChannel,
  indexText,
  isChannel,
} from "../../src/index.ts";

const PAGER = "pager" as Channel;

function pager(change: Partial<ChannelDescription> = {}): ChannelDescription {
  return {
    name: PAGER,
    number: 7,
    words: { message: "a page", addresses: "pagers" },
    address: { read: String, mask: () => "•••" },
    content: { body: "text", most: { characters: 80 } },
    receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered" },
    ...change,
  };
}

const added: (() => void)[] = [];
const add = (...all: readonly ChannelDescription[]) => added.push(addChannels(all));
afterEach(() => {
  for (const takeBack of added.splice(0)) takeBack();
});

it("knows relance's own channels by name and number", () => {
  expect(channels()).toEqual(["sms", "email", "push", "app"]);
  expect(channels().map((name) => getChannel(name).number)).toEqual([0, 1, 2, 3]);
  expect(channelNumbered(3)).toBe("app");
  expect(isChannel("pager")).toBe(false);
});

it("knows a custom channel from its registration to its removal", () => {
  add(pager());
  add(pager()); // repeated, as by a second gateway
  expect([channels().at(-1), channelNumbered(7), channelOfProvider("pager.main")]).toEqual(["pager", "pager", "pager"]);
  added.splice(0)[0]?.();
  expect(() => getChannel(PAGER)).toThrow("there is no channel pager: list it in channels of the configuration");
  expect(() => channelNumbered(7)).toThrow(ConfigError);
});

it.each([
  ["a name that stands for something else", pager({ name: "all" as Channel }), "channels.all: name it"],
  ["a name with a dot", pager({ name: "my.pager" as Channel }), "name it with 2 to 20 lower-case letters"],
  ["relance's own name", pager({ name: "sms" }), "a built-in channel has this name"],
  ["relance's own number", pager({ number: 6 }), "write a number from 7 to 9"],
  ["a number above what a store has room for", pager({ number: 10 }), "write a number from 7 to 9"],
])("refuses %s", (_, description, says) => {
  expect(() => addChannels([description])).toThrow(says);
  expect(channels()).toHaveLength(4);
});

it("refuses the number of another channel, and a changed number", () => {
  add(pager());
  expect(() => addChannels([pager({ name: "telex" as Channel })])).toThrow("pager has 7: write another");
  expect(() => addChannels([pager({ number: 8 })])).toThrow("write 7: the channel must keep its number");
});

it("maps two spellings of one address to one text, and two tokens to two texts", () => {
  expect(indexText("email", "Ada@example.org")).toBe(indexText("email", "ada@example.org"));
  expect(indexText("app", "fcm:aB")).not.toBe(indexText("app", "fcm:ab"));
});

it.each([
  ["sms", "+33639980001", "+33•••01", "+33…01", "+3363"],
  ["email", "ada@example.org", "a•••@•••.org", "a…@example.org", "example.org"],
  ["push", '{"endpoint":"https://push.example.org/ada"}', "•••", "push.example.org", "push.example.org"],
  ["app", "fcm:a-secret-token", "fcm:•••", "fcm:•••", "fcm"],
] as const)("shows no more of an address of %s than permitted", (channel, address, masked, hinted, part) => {
  const { mask, hint = mask, destination } = getChannel(channel).address;
  expect([mask(address), hint(address), destination?.(address)]).toEqual([masked, hinted, part]);
});

it("splits the content of any channel into its texts", () => {
  expect(contentParts("sms", { text: "Hi" })).toEqual({ head: undefined, body: "Hi", others: [] });
  const content = { title: "T", body: "B", url: "https://example.org", data: { order: "7" } };
  expect(contentParts("app", content)).toEqual({
    head: { name: "title", text: "T" },
    body: "B",
    others: [
      ["url", "https://example.org"],
      ["data", '{"order":"7"}'],
    ],
  });
});
