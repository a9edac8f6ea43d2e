import { addChannels, type Channel, type ChannelDescription, PHONE } from "@relance/spec";
import { afterAll, expect, it } from "vitest";
import { compilePlan } from "../../src/index.ts";
import { simpleCampaign, simpleDefinition } from "../support/simple-campaign.ts";

const voice = "voice" as Channel;
const VOICE: ChannelDescription = {
  ...{ name: voice, number: 7, words: { message: "a call", addresses: "phones" }, address: PHONE },
  content: {
    body: "text",
    most: { characters: 20 },
    check: (content) => (JSON.stringify(content).includes("!") ? "nobody shouts" : undefined),
  },
  receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered" },
  hours: "mon-fri 09:00-19:00",
};
const steps = [{ channel: voice, route: ["main"], template: "recall" }];
const sources = (text: string) => ({ "recall.voice.liquid": text });
const hoursOf = (parts: object) =>
  compilePlan(simpleDefinition({ steps, ...parts }), [], () => ({
    channel: voice,
    vendor: "v",
    receipts: false,
    lookup: false,
  })).steps[0]?.hours?.week.slice(0, 1);

afterAll(addChannels([VOICE]));

it("has its own hours if the campaign sets none, in the zone of its owner's number", () => {
  expect(hoursOf({})).toEqual([[540, 1_140]]);
  expect(hoursOf({ windows: { voice: "08:00-20:00" } })).toEqual([[480, 1_200]]);
  const campaign = simpleCampaign({ steps, audience: { country: "FR" } }, sources("Come today"));
  const { row } = campaign.admit({ id: "1", voice: "06 39 98 00 01" }, 1);
  expect(row).toMatchObject({ contacts: [{ channel: "voice", address: "+33639980001" }], zone: expect.any(Number) });
});

it.each([
  ["Come today!", "recall.voice.liquid: nobody shouts"],
  ["Come to the hall today", "text has 22 characters; the limit is 20"],
])("refuses a message by its own rules: %s", (text, says) => {
  const campaign = simpleCampaign({ steps }, sources(text));
  expect(campaign.admit({ id: "1", voice: "+33639980001" }, 1).refused?.advice).toContain(says);
});
