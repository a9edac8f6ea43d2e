import { inspect } from "node:util";
import type { Message } from "@relance/spec";
import { expect, it } from "vitest";
import { httpSms, type PresetOptions } from "../src/index.ts";
import { KEY_ID, SECRET_KEY, snsPost, textEvent } from "./support/aws.ts";
import { CALLBACK, optionsAt, RECORDED, type Recorded, startVendor, tagOf, type Vendor } from "./support/recorded.ts";

const signal = new AbortController().signal;
const message: Message<"sms"> = {
  channel: "sms",
  attemptId: "k1",
  to: "+33639980001",
  content: { text: "Rendez-vous à 9 h" },
  callbackUrl: CALLBACK,
};

const recorded = RECORDED.aws as Recorded;

function smsAt(vendor: Vendor, more: object = {}) {
  return httpSms({ ...optionsAt(vendor.url, recorded), ...more } as PresetOptions);
}

function refusing(status: number, body: object): Recorded {
  return { ...recorded, check: () => [status, body] };
}

async function heard(vendor: Vendor, event: object, url = CALLBACK) {
  const { receipts } = smsAt(vendor);
  const request = snsPost(vendor.url, url, { Type: "Notification", Message: JSON.stringify(event) });
  await receipts?.verify?.(request);
  return receipts?.parse(request);
}

const about = { messageId: "m1", context: { relance: tagOf("k1") } };

it("a validity is reduced to AWS's maximum: otherwise a campaign of 84 hours would be refused", async () => {
  await using vendor = await startVendor(recorded);
  const sms = smsAt(vendor);
  for (const validityMs of [84 * 3_600_000, 1_000, 60_900]) await sms.send({ ...message, validityMs }, { signal });
  await sms.send(message, { signal });
  expect(vendor.arrived.map(({ body }) => body.TimeToLive)).toEqual([259_200, 5, 60, undefined]);
  await sms.close?.();
});

it("keys may be returned for each message, with a session token", async () => {
  await using vendor = await startVendor(recorded);
  const credentials = async () => ({ accessKeyId: KEY_ID, secretAccessKey: SECRET_KEY, sessionToken: "a-session" });
  const sms = smsAt(vendor, { credentials });
  expect(await sms.send(message, { signal })).toEqual({ ref: "m1" });
  expect(vendor.arrived[0]?.headers["x-amz-security-token"]).toBe("a-session");
  await sms.close?.();
});

it("without keys nothing is sent: certainly not sent, and the error reveals no secret", async () => {
  await using vendor = await startVendor(recorded);
  const sms = smsAt(vendor, { credentials: () => Promise.reject(new Error(`no profile for ${SECRET_KEY}`)) });
  const failed = await sms.send(message, { signal }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: "provider/unauthorized", accountFault: true, outcome: "not-sent" });
  expect(inspect(failed, { depth: 9, showHidden: true })).not.toContain(SECRET_KEY);
  expect(vendor.arrived).toHaveLength(0);
  await sms.close?.();
});

it("wrong keys are the account's fault", async () => {
  await using vendor = await startVendor(recorded);
  const sms = smsAt(vendor, { credentials: { accessKeyId: KEY_ID, secretAccessKey: "another" } });
  await expect(sms.send(message, { signal })).rejects.toMatchObject({
    code: "provider/unauthorized",
    vendorCode: "InvalidSignatureException",
  });
  await sms.close?.();
});

it.each([
  { type: "ThrottlingException", code: "provider/rate-limited" },
  { type: "ServiceQuotaExceededException", code: "provider/account" },
  {
    type: "ServiceQuotaExceededException",
    Reason: "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
    code: "provider/account",
  },
  { type: "AccessDeniedException", code: "provider/unauthorized" },
  { type: "AccessDeniedException", Reason: "ACCOUNT_DISABLED", code: "provider/account" },
  { type: "com.amazonaws.pinpointsmsvoicev2#ResourceNotFoundException", code: "provider/account" },
  { type: "UnrecognizedClientException", code: "provider/unauthorized" },
  { type: "ConflictException", Reason: "DESTINATION_PHONE_NUMBER_OPTED_OUT", code: "provider/opted-out" },
  { type: "ConflictException", Reason: "NO_ORIGINATION_IDENTITIES_FOUND", code: "provider/bad-sender" },
  { type: "ConflictException", Reason: "DESTINATION_PHONE_NUMBER_NOT_VERIFIED", code: "provider/refused" },
  { type: "ValidationException", Reason: "SENDER_ID_NOT_REGISTERED", code: "provider/bad-sender" },
  { type: "ValidationException", Reason: "INVALID_PARAMETER", code: "provider/refused" },
])("$type $Reason is $code, and certainly not sent", async ({ type, Reason, code }) => {
  const answer = { __type: type, Message: `about ${message.to}, {"Reason":"x"}`, Reason };
  for (const body of [answer, Object.fromEntries(Object.entries(answer).reverse())]) {
    await using vendor = await startVendor(refusing(400, body));
    const sms = smsAt(vendor);
    const vendorCode = Reason ?? type.split("#").at(-1);
    await expect(sms.send(message, { signal })).rejects.toMatchObject({ code, outcome: "not-sent", vendorCode });
    await sms.close?.();
  }
});

it("InternalServerException leaves the outcome unknown", async () => {
  await using vendor = await startVendor(refusing(500, { __type: "InternalServerException" }));
  const sms = smsAt(vendor);
  await expect(sms.send(message, { signal })).rejects.toMatchObject({ outcome: "unknown", disposition: "retry" });
  await sms.close?.();
});

it.each([
  { event: "TEXT_QUEUED", kind: "in-transit" },
  { event: "TEXT_PENDING", kind: "in-transit" },
  { event: "TEXT_SENT", kind: "in-transit" },
  { event: "TEXT_SUCCESSFUL", kind: "in-transit" }, // the carrier accepted the message, but may not deliver it
  { event: "TEXT_DELIVERED", kind: "delivered" },
  { event: "TEXT_BLOCKED", kind: "undelivered" },
  { event: "TEXT_CARRIER_BLOCKED", kind: "undelivered" },
  { event: "TEXT_CARRIER_UNREACHABLE", kind: "undelivered" },
  { event: "TEXT_UNREACHABLE", kind: "undelivered" },
  { event: "TEXT_TTL_EXPIRED", kind: "undelivered" },
  { event: "TEXT_SPAM", kind: "undelivered" },
  { event: "TEXT_INVALID_MESSAGE", kind: "undelivered" },
  { event: "TEXT_PROTECT_BLOCKED", kind: "undelivered" },
  { event: "TEXT_INVALID", kind: "undelivered", isDead: true },
])("$event means $kind", async ({ event, kind, isDead = false }) => {
  await using vendor = await startVendor(recorded);
  const expected = { kind, attemptId: "k1", ref: "m1", occurredAt: 1_795_514_400_000 };
  const fate = kind === "undelivered" ? { errorCode: event, addressPermanent: isDead } : {};
  expect(await heard(vendor, textEvent(event, about))).toEqual([expect.objectContaining({ ...expected, ...fate })]);
});

it.each(["TEXT_UNKNOWN", "MEDIA_DELIVERED", "VOICE_COMPLETED", "REGISTRATION_STATUS_CHANGE"])(
  "%s has no meaning",
  async (event) => {
    await using vendor = await startVendor(recorded);
    expect(await heard(vendor, textEvent(event, about))).toEqual([]);
  },
);

it("events of another gateway or provider of the account are ignored", async () => {
  await using vendor = await startVendor(recorded);
  for (const relance of ["k1", "k1-00000000", "", undefined]) {
    expect(await heard(vendor, textEvent("TEXT_DELIVERED", { messageId: "m1", context: { relance } }))).toEqual([]);
  }
  const elsewhere = "https://notify.example.org/relance/receipts/sms.other";
  expect(await heard(vendor, textEvent("TEXT_DELIVERED", about), elsewhere)).toEqual([]);
});

it("a reply to a two-way number arrives", async () => {
  await using vendor = await startVendor(recorded);
  const reply = {
    originationNumber: "+33639980001",
    destinationNumber: "+33700000001",
    messageKeyword: "KEYWORD_33700000001",
    messageBody: "OUI",
    inboundMessageId: "cae173d2-66b9-564c-8309-21f858e9fb84",
    previousPublishedMessageId: "m1",
  };
  expect(await heard(vendor, reply)).toEqual([
    expect.objectContaining({
      type: "reply",
      from: "+33639980001",
      to: "+33700000001",
      text: "OUI",
      eventId: "cae173d2-66b9-564c-8309-21f858e9fb84",
    }),
  ]);
});

it("the subscription is confirmed automatically, and another account's topic is refused", async () => {
  await using vendor = await startVendor({ ...recorded, found: (path) => recorded.found?.(path) ?? "<ok/>" });
  const { receipts } = smsAt(vendor);
  const SubscribeURL = `${vendor.url}/?Action=ConfirmSubscription&Token=t`;
  const fields = { Type: "SubscriptionConfirmation", Message: "…", Token: "t", SubscribeURL };
  const request = snsPost(vendor.url, CALLBACK, fields);
  await receipts?.verify?.(request);
  expect(await receipts?.parse(request)).toEqual([]);
  const TopicArn = "arn:aws:sns:eu-west-3:999999999999:theirs";
  const foreign = snsPost(vendor.url, CALLBACK, { Type: "Notification", Message: "{}", TopicArn });
  await expect(receipts?.verify?.(foreign)).rejects.toThrow("TopicArn is not the configured topic");
});

it.each([
  ["region", { region: "Paris" }],
  ["credentials", { credentials: { accessKeyId: KEY_ID, secretAccessKey: "" } }],
  ["configurationSet", { configurationSet: undefined }],
  ["topicArn", { topicArn: "https://sns.eu-west-3.amazonaws.com/topic" }],
])("a wrong %s is reported", (path, wrong) => {
  const given = { ...recorded.options, ...wrong } as PresetOptions;
  expect(() => httpSms(given)).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ path })] }));
});

it("without a topic no receipts arrive, and none are declared", () => {
  const sms = httpSms({ ...recorded.options, topicArn: undefined, configurationSet: undefined } as PresetOptions);
  expect(sms.capabilities).toMatchObject({ receipts: false, replies: false });
  expect(sms.receipts).toBeUndefined();
});
