import type { InboundRequest, ReportItem } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { twilioSms } from "../src/index.ts";
import { account } from "./support/account.ts";
import { formCallback, jsonCallback } from "./support/signed-callback.ts";

const url = "https://notify.example.org/relance/receipts/sms.main?a=k1&s=c2ln";
const reader = twilioSms(account).receipts;

async function read(form: Readonly<Record<string, string>>, at = url): Promise<readonly ReportItem[]> {
  return parse(formCallback(account.authToken, at, form));
}

async function parse(request: InboundRequest): Promise<readonly ReportItem[]> {
  return (await reader?.parse(request)) ?? [];
}

describe("a status callback", () => {
  it.each([
    { status: "queued", kind: "in-transit", quality: "accepted" },
    { status: "sending", kind: "in-transit", quality: "accepted" },
    { status: "sent", kind: "in-transit", quality: "carrier" },
    { status: "delivered", kind: "delivered", quality: "carrier" },
    { status: "read", kind: "engaged", quality: "device" },
    { status: "undelivered", kind: "undelivered", quality: "carrier" },
    { status: "failed", kind: "undelivered", quality: "carrier" },
    { status: "canceled", kind: "undelivered", quality: "accepted" },
  ])("with $status means $kind, with the quality $quality", async ({ status, kind, quality }) => {
    const [item] = await read({ MessageSid: "SM1", MessageStatus: status });
    expect(item).toMatchObject({
      type: "receipt",
      kind,
      quality,
      ref: "SM1",
      attemptId: "k1",
    });
  });

  it.each([
    { ErrorCode: "30005", addressPermanent: true },
    { ErrorCode: "30006", addressPermanent: true },
    { ErrorCode: "30003", addressPermanent: false },
    { ErrorCode: "30004", addressPermanent: false },
    { ErrorCode: "30007", addressPermanent: false },
    { ErrorCode: "12345", addressPermanent: false },
  ])("undelivered with $ErrorCode disables the address: $addressPermanent", async ({ ErrorCode, addressPermanent }) => {
    const [item] = await read({ MessageSid: "SM1", MessageStatus: "undelivered", ErrorCode });
    expect(item).toMatchObject({ kind: "undelivered", errorCode: ErrorCode, addressPermanent });
  });

  it("is parsed from JSON too", async () => {
    const value = { MessageSid: "SM1", MessageStatus: "failed", ErrorCode: 30005, Nested: { a: 1 } };
    const [item] = await parse(jsonCallback(account.authToken, url, value));
    expect(item).toMatchObject({ kind: "undelivered", errorCode: "30005" });
  });

  it("is parsed from the query if it is a GET", async () => {
    const request = formCallback("", `${url}&MessageSid=SM1&MessageStatus=sent`, {});
    const [item] = await parse({ ...request, method: "GET", body: new Uint8Array() });
    expect(item).toMatchObject({ kind: "in-transit", attemptId: "k1" });
  });

  it("without our id in its URL still contains Twilio's", async () => {
    const [item] = await read({ MessageSid: "SM1", MessageStatus: "sent" }, "https://notify.example.org/x?a=NOT~OURS");
    expect(item).toMatchObject({ ref: "SM1" });
    expect(item).not.toHaveProperty("attemptId");
  });

  it("with an unknown status has no effect", async () => {
    expect(await read({ MessageSid: "SM1", MessageStatus: "toString" })).toEqual([]);
  });

  it.each([
    { what: "no sid", form: { MessageStatus: "sent" } },
    { what: "no status", form: { MessageSid: "SM1" } },
  ])("with $what is refused as unreadable", async ({ form }) => {
    await expect(read(form)).rejects.toMatchObject({ code: "webhook/unreadable", status: 400 });
  });

  it("with a repeated name is not accepted for either value", async () => {
    const request = formCallback("", url, {});
    const body = Buffer.from("MessageSid=SM1&MessageStatus=sent&MessageStatus=delivered");
    await expect(parse({ ...request, body })).rejects.toMatchObject({ code: "webhook/unreadable" });
  });

  it("is answered with an empty TwiML document", () => {
    expect(reader?.reply).toEqual({ status: 200, contentType: "text/xml", body: "<Response/>" });
  });
});

describe("an SMS from a recipient", () => {
  const sms = { MessageSid: "SM9", SmsStatus: "received", From: "+33639980001", To: "+33639980000" };

  it("is a reply with sender, recipient and text", async () => {
    expect(await read({ ...sms, Body: "OK 47" })).toEqual([
      { type: "reply", from: "+33639980001", to: "+33639980000", text: "OK 47", eventId: "SM9" },
    ]);
  });

  it.each([
    { OptOutType: "STOP", optOut: "stop" },
    { OptOutType: "START", optOut: "start" },
    { OptOutType: "HELP", optOut: "help" },
  ])("that Twilio handled as $OptOutType is marked", async ({ OptOutType, optOut }) => {
    expect(await read({ ...sms, Body: OptOutType, OptOutType })).toMatchObject([{ type: "reply", optOut }]);
  });

  it("without text, such as a picture, is an empty reply", async () => {
    expect(await read({ ...sms, NumMedia: "1" })).toMatchObject([{ type: "reply", text: "" }]);
  });

  it("without a number is stored", async () => {
    const { From: _, ...rest } = sms;
    expect(await read(rest)).toMatchObject([{ type: "reply", from: "" }]);
  });
});
