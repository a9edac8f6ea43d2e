import { expect, it } from "vitest";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import { changeRows } from "./support/change-rows.ts";
import { ADA, BOB, campaign, openHouse } from "./support/told-house.ts";

const BY = { actor: "desk", reason: "request 2026-114" };
const KEPT = "select i.id from inbox i where i.raw <> 0 or i.item is not null";
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** What came about messages that nobody knows, in the spellings of many far ends. */
const HERS = [
  "To=00336%2039%2098%2012%2034&Status=delivered",
  '{"to":"06.39.98.12.34"}',
  '{"msisdn":"(+33) 6-39-98-12-34"}',
  '{"email":"ada.quellebrune\\u0040example.org","event":"bounce"}',
  '{"body":"to:\\nada.quellebrune@example.org"}',
  "Return-Path: <bounce+9-ada.quellebrune=example.org@mail.example.net>",
  "Final-Recipient: rfc822;ada.quelle=\r\nbrune=40example.org",
  JSON.stringify({ message: { data: base64('{"recipient":"33639981234"}') } }),
];
const OTHERS = ["to=06 39 98 56 78", '{"email":"bada.quellebrune@example.org"}', '{"to":"33639981235"}'];

await overStores((openPlace: OpenPlace) => {
  it("takes out what came in about a person and found nobody, however she is spelled in it", async () => {
    await using place = await openPlace();
    await using house = await openHouse(place.db);
    await house.gateway.campaigns.start(campaign("spring"), { recipients: [ADA, BOB] });
    for (const [place, raw] of [...HERS, ...OTHERS].entries()) {
      const stray = { type: "receipt", kind: "delivered", quality: "carrier", ref: `nobodys-${place}` };
      await house.record("sms.main", stray, raw);
    }
    const stop = { type: "reply", text: "STOP", eventId: "mo-7" };
    await house.record("sms.main", { ...stop, from: "0033639981234" }, "from=another+field");
    await house.record("sms.main", { ...stop, from: "+33639985555", eventId: "mo-8" }, "from=a+stranger");
    expect(await changeRows(place.db, KEPT)).toHaveLength(HERS.length + OTHERS.length + 2);

    const { proof } = await house.gateway.forget([ADA.key], BY);

    expect(proof).toMatchObject({ left: 0, shared: [] });
    await house[Symbol.asyncDispose]();
    expect(await changeRows(place.db, KEPT)).toHaveLength(OTHERS.length + 1);
  });
});
