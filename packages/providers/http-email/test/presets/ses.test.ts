import { createHash, createHmac, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import type { InboundRequest } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type HttpEmailOptions, httpEmail } from "../../src/index.ts";
import { type FixedAnswer, type SentRequest, startMailService } from "../support/mail-service.ts";
import { jsonIn, message, type PresetCase, posted, presetTests, signal, TAG } from "../support/preset-tests.ts";

const KEY_ID = "AKIAOFNOBODY";
const SECRET = "a-secret-access-key-of-nobody";
const SESSION = "a-session-token-of-nobody";
const TOPIC = "arn:aws:sns:eu-west-3:123456789012:mail-events";
const CERTIFICATE = "/SimpleNotificationService-0123456789abcdef.pem";
const pem = (name: string) =>
  readFileSync(new URL(`../../../kit/test/fixtures/sns.${name}.pem`, import.meta.url), "utf8");

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");

/** Verifies Signature Version 4 as AWS does; returns the refusal, if any. */
function checkSignature({ path, headers, body }: SentRequest): FixedAnswer | undefined {
  const { authorization = "", "x-amz-date": date = "" } = headers;
  const [, scope = "", names = "", given] =
    /^AWS4-HMAC-SHA256 Credential=AKIAOFNOBODY\/(\S+), SignedHeaders=(\S+), Signature=(\w+)$/.exec(authorization) ?? [];
  const signedHeaders = names.split(";").map((name) => `${name}:${headers[name]}\n`);
  const canonical = ["POST", path, "", signedHeaders.join(""), names, sha256(body)].join("\n");
  const [day = "", region = "", service = "", end = ""] = scope.split("/");
  const key = hmac(hmac(hmac(hmac(`AWS4${SECRET}`, day), region), service), end);
  const wanted = hmac(key, ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n")).toString("hex");
  const isSigned = given === wanted && region === "eu-west-3" && service === "ses" && names.includes("host");
  if (isSigned && headers["x-amz-security-token"] === SESSION) return undefined;
  return refusal(403, "InvalidSignatureException");
}

function refusal(status: number, name: string, words = "…"): FixedAnswer {
  return {
    status,
    headers: { "x-amzn-errortype": `${name}:http://internal.amazon.com/` },
    body: `{"message":"${words}"}`,
  };
}

const asked: string[] = [];

function options(endpoint: string): HttpEmailOptions {
  return {
    preset: "ses",
    region: "eu-west-3",
    credentials: async () => ({ accessKeyId: KEY_ID, secretAccessKey: SECRET, sessionToken: SESSION }),
    configurationSet: "relance",
    topicArn: TOPIC,
    from: "help@example.org",
    name: "Agence pour l’emploi",
    replyTo: "desk@example.org",
    endpoint,
    snsEndpoint: endpoint,
  };
}

function event(eventType: string, facts: object): object {
  return {
    eventType,
    mail: {
      timestamp: "2013-08-08T07:59:58.000Z",
      source: "help@example.org",
      sendingAccountId: "123456789012",
      messageId: "EXAMPLE7c191be45",
      destination: ["ada@xn--bcher-kva.example"],
      headersTruncated: false,
      tags: { "ses:configuration-set": ["relance"], "ses:caller-identity": ["relance"], relance: [TAG] },
    },
    ...facts,
  };
}

function bounce(bounceType: string, bounceSubType: string, status?: string): object {
  const recipient = { emailAddress: "ada@xn--bcher-kva.example", action: "failed", ...(status && { status }) };
  return event("Bounce", {
    bounce: {
      bounceType,
      bounceSubType,
      bouncedRecipients: [recipient],
      timestamp: "2013-08-08T08:00:00.250Z",
      feedbackId: "f1",
    },
  });
}

function complaint(facts: object): object {
  const complainedRecipients = [{ emailAddress: "ada@xn--bcher-kva.example" }];
  return event("Complaint", {
    complaint: { complainedRecipients, timestamp: "2013-08-08T08:00:00.250Z", feedbackId: "f1", ...facts },
  });
}

/** A message of SNS. Unsigned fields come first, because the contract tests change the last byte. */
function sns(service: string, fields: Readonly<Record<string, string>>): InboundRequest {
  const all: Record<string, string> = {
    MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    Timestamp: "2013-08-08T08:00:01.000Z",
    TopicArn: TOPIC,
    ...fields,
  };
  const names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
  const signed = names.flatMap((name) => (all[name] === undefined ? [] : [`${name}\n${all[name]}\n`])).join("");
  const Signature = sign("sha256", Buffer.from(signed), pem("key")).toString("base64");
  const UnsubscribeURL = "https://sns.eu-west-3.amazonaws.com/?Action=Unsubscribe";
  const letter = {
    UnsubscribeURL,
    SignatureVersion: "2",
    SigningCertURL: `${service}${CERTIFICATE}`,
    Signature,
    ...all,
  };
  return posted(letter, { "content-type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": fields.Type ?? "" });
}

function notification(service: string, text: string): InboundRequest {
  return sns(service, { Type: "Notification", Subject: "Amazon SES Email Event Notification", Message: text });
}

const ses: PresetCase = {
  options,
  secrets: [SECRET, SESSION],
  service: {
    path: "/v2/email/outbound-emails",
    check(request) {
      if (request.path === CERTIFICATE) return { status: 200, body: pem("cert") };
      if (request.path.startsWith("/?")) asked.push(request.path);
      return request.path === ses.service.path ? checkSignature(request) : undefined;
    },
    accept: (count) => ({ status: 200, body: `{"MessageId":"0100018-${count}"}` }),
    modes: {
      throttle: refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded."),
      unavailable: refusal(500, "InternalServiceErrorException"),
    },
  },
  tagIn: (request) => jsonIn(request).EmailTags[0].Value,
  request: {
    FromEmailAddress: "=?UTF-8?B?QWdlbmNlIHBvdXIgbOKAmWVtcGxvaQ==?= <help@example.org>",
    Destination: { ToAddresses: ["ada@xn--bcher-kva.example"] },
    ReplyToAddresses: ["desk@example.org"],
    Content: {
      Simple: {
        Subject: { Data: message.content.subject, Charset: "UTF-8" },
        Body: {
          Text: { Data: message.content.text, Charset: "UTF-8" },
          Html: { Data: message.content.html, Charset: "UTF-8" },
        },
        Headers: [
          { Name: "List-Unsubscribe", Value: "<https://notify.example.org/relance/u/b3B0LW91dA>" },
          { Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click" },
        ],
        Attachments: [
          {
            FileName: "convocation été.pdf",
            ContentType: "application/pdf",
            ContentDisposition: "ATTACHMENT",
            ContentTransferEncoding: "BASE64",
            RawContent: "JVBERi0xLjcK",
          },
          {
            FileName: "plan.bin",
            ContentType: "application/octet-stream",
            ContentDisposition: "ATTACHMENT",
            ContentTransferEncoding: "BASE64",
            RawContent: "AAEC",
          },
        ],
      },
    },
    EmailTags: [{ Name: "relance", Value: TAG }],
    ConfigurationSetName: "relance",
  },
  events: [
    {
      says: "delivered, and when that was",
      event: event("Delivery", {
        delivery: {
          timestamp: "2013-08-08T08:00:00.250Z",
          recipients: ["ada@xn--bcher-kva.example"],
          smtpResponse: "250 ok",
        },
      }),
      item: {
        type: "receipt",
        kind: "delivered",
        quality: "mailbox-server",
        attemptId: "k1",
        occurredAt: 1375948800_250,
      },
    },
    {
      says: "a delay as still travelling",
      event: event("DeliveryDelay", { deliveryDelay: { delayType: "MailboxFull", timestamp: "2013-08-08T08:00:00Z" } }),
      item: { kind: "in-transit" },
    },
    {
      says: "a bounce of an unknown mailbox as the end of the address",
      event: bounce("Permanent", "General", "5.1.1"),
      item: { kind: "undelivered", addressPermanent: true, errorCode: "5.1.1" },
    },
    {
      says: "a permanent bounce by policy as undelivered, and the address lives",
      event: bounce("Permanent", "General", "5.7.1"),
      item: { kind: "undelivered", addressPermanent: false, errorCode: "5.7.1" },
    },
    {
      says: "a bounce without a status as undelivered",
      event: bounce("Permanent", "General"),
      item: { kind: "undelivered", addressPermanent: false, errorCode: "General" },
    },
    {
      says: "a suppressed address, which was not tried, as undelivered",
      event: bounce("Permanent", "OnAccountSuppressionList", "5.1.1"),
      item: { kind: "undelivered", addressPermanent: false },
    },
    {
      says: "a transient bounce as undelivered",
      event: bounce("Transient", "MailboxFull", "4.2.2"),
      item: { kind: "undelivered", addressPermanent: false },
    },
    {
      says: "a complaint as STOP of the address",
      event: complaint({ complaintSubType: null, complaintFeedbackType: "abuse" }),
      item: { type: "reply", from: "ada@xn--bcher-kva.example", optOut: "stop", eventId: "complaint-k1" },
    },
    { says: "a complaint without a kind as STOP", event: complaint({}), item: { type: "reply", optOut: "stop" } },
    {
      says: "'this is not spam' as a signal",
      event: complaint({ complaintFeedbackType: "not-spam" }),
      item: { type: "signal", kind: "received", detail: "Complaint not-spam" },
    },
    {
      says: "a mail kept back for an old complaint as undelivered",
      event: complaint({ complaintSubType: "OnAccountSuppressionList" }),
      item: { kind: "undelivered", addressPermanent: false },
    },
    {
      says: "a mail kept back for its content as undelivered",
      event: event("Reject", { reject: { reason: "Bad content" } }),
      item: { kind: "undelivered" },
    },
    {
      says: "opened as a signal",
      event: event("Open", { open: { ipAddress: "192.0.2.1", timestamp: "2013-08-08T08:00:00Z" } }),
      item: { type: "signal", kind: "shown", detail: "opened" },
    },
    { says: "sent as nothing", event: event("Send", { send: {} }) },
  ],
  post: (event, service) => notification(service, `${JSON.stringify(event)}\n`),
  unsigned({ body, ...request }) {
    const { Signature: _, ...rest } = JSON.parse(Buffer.from(body).toString("utf8"));
    return { ...request, body: Buffer.from(JSON.stringify(rest)) };
  },
  contract: { without: ["refuse"] },
};

presetTests("amazon-ses", ses);

it("Amazon SES reports over our topic only, and its subscription is confirmed automatically", async () => {
  asked.length = 0;
  await using service = await startMailService(ses.service);
  const { receipts } = httpEmail(options(service.url));
  const SubscribeURL = `${service.url}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f`;
  const request = sns(service.url, { Type: "SubscriptionConfirmation", Message: "…", Token: "2336412f", SubscribeURL });
  await receipts?.verify?.(request);
  expect(await receipts?.parse(request)).toEqual([]);
  expect(asked).toEqual([`/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f`]);
  const theirs = "arn:aws:sns:eu-west-3:999999999999:theirs";
  const foreign = sns(service.url, { Type: "Notification", Message: "{}", TopicArn: theirs });
  await expect(receipts?.verify?.(foreign)).rejects.toThrow("TopicArn is not the configured topic");
});

describe("Amazon SES", () => {
  it.each([
    { name: "ThrottlingException", status: 400, code: "provider/rate-limited", accountFault: false },
    { name: "LimitExceededException", status: 400, code: "provider/account", accountFault: true },
    { name: "MessageRejected", status: 400, code: "provider/refused", accountFault: false },
    { name: "ExpiredTokenException", status: 400, code: "provider/unauthorized", accountFault: true },
  ])("$name with $status is $code, certainly not sent", async ({ name, status, code, accountFault }) => {
    await using service = await startMailService(ses.service);
    service.mode(refusal(status, name, message.to));
    const email = httpEmail(options(service.url));
    await expect(email.send(message, { signal })).rejects.toMatchObject({
      code,
      accountFault,
      outcome: "not-sent",
      vendorCode: name,
    });
    await email.close?.();
  });

  it("is not called without credentials: certainly not sent, and the error reveals no secret", async () => {
    await using service = await startMailService(ses.service);
    const credentials = () => Promise.reject(new Error(`no profile for ${SECRET}`));
    const email = httpEmail({ ...options(service.url), credentials } as HttpEmailOptions);
    const failed = await email.send(message, { signal }).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: "provider/unauthorized",
      accountFault: true,
      outcome: "not-sent",
    });
    expect(inspect(failed, { depth: 9, showHidden: true })).not.toContain(SECRET);
    expect(service.sent).toHaveLength(0);
    await email.close?.();
  });

  it("writes a long name in encoded words that mail servers accept", async () => {
    await using service = await startMailService(ses.service);
    const email = httpEmail({ ...options(service.url), name: "é".repeat(60) } as HttpEmailOptions);
    await email.send(message, { signal });
    const { FromEmailAddress } = JSON.parse(service.sent[0]?.body.toString("utf8") ?? "{}");
    const words = String(FromEmailAddress).split(" ").slice(0, -1);
    expect(words.every((word) => /^=\?UTF-8\?B\?[\w+/=]+\?=$/.test(word) && word.length <= 75)).toBe(true);
    expect(words.map((word) => Buffer.from(word.slice(10, -2), "base64").toString("utf8")).join("")).toBe(
      "é".repeat(60),
    );
    await email.close?.();
  });
});
