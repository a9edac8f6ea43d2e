import { generateKeyPairSync, sign } from "node:crypto";
import { expect, it } from "vitest";
import { httpEmail } from "../../src/index.ts";
import { startMailService } from "../support/mail-service.ts";
import { jsonIn, message, type PresetCase, posted, presetTests, signal, TAG } from "../support/preset-tests.ts";

const API_KEY = "SG.an-api-key-of-nobody";
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const KEY = publicKey.export({ type: "spki", format: "der" }).toString("base64");

function event(facts: object): object {
  return {
    email: "ada@xn--bcher-kva.example",
    timestamp: 1375948800,
    "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
    sg_event_id: "ZGVsaXZlcmVkLTAtMQ",
    sg_message_id: "14c5d75ce93.dfd.64b469.recvd-canary-abc-1-5F-0.0",
    relance: TAG,
    ...facts,
  };
}

const SIGNED_AT = "1375948801";

const sendgrid: PresetCase = {
  options: (endpoint) => ({
    preset: "sendgrid",
    apiKey: API_KEY,
    verificationKey: KEY,
    from: "help@example.org",
    name: "Job centre",
    replyTo: "desk@example.org",
    endpoint,
  }),
  secrets: [API_KEY],
  service: {
    path: "/v3/mail/send",
    check: ({ headers }) =>
      headers.authorization === `Bearer ${API_KEY}`
        ? undefined
        : { status: 401, body: '{"errors":[{"message":"authorization required","field":null,"help":null}]}' },
    accept: (count) => ({ status: 202, headers: { "x-message-id": `14c5d75ce93.dfd.${count}` } }),
    modes: {
      refuse: {
        status: 400,
        body: '{"errors":[{"message":"Does not contain a valid address.","field":"personalizations.0.to.0.email","help":null}]}',
      },
      throttle: {
        status: 429,
        headers: { "retry-after": "7" },
        body: '{"errors":[{"field":null,"message":"too many requests"}]}',
      },
      unavailable: { status: 503, body: "<html>Unavailable</html>" },
    },
  },
  tagIn: (request) => jsonIn(request).personalizations[0].custom_args.relance,
  request: {
    personalizations: [{ to: [{ email: "ada@xn--bcher-kva.example" }], custom_args: { relance: TAG } }],
    from: { email: "help@example.org", name: "Job centre" },
    reply_to: { email: "desk@example.org" },
    subject: message.content.subject,
    content: [
      { type: "text/plain", value: message.content.text },
      { type: "text/html", value: message.content.html },
    ],
    headers: {
      "List-Unsubscribe": "<https://notify.example.org/relance/u/b3B0LW91dA>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
    attachments: [
      { content: "JVBERi0xLjcK", filename: "convocation été.pdf", type: "application/pdf", disposition: "attachment" },
      { content: "AAEC", filename: "plan.bin", type: "application/octet-stream", disposition: "attachment" },
    ],
    tracking_settings: {
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    },
  },
  events: [
    {
      says: "delivered",
      event: event({ event: "delivered", response: "250 OK" }),
      item: {
        type: "receipt",
        kind: "delivered",
        quality: "mailbox-server",
        attemptId: "k1",
        occurredAt: 1375948800_000,
      },
    },
    {
      says: "deferred as still travelling",
      event: event({ event: "deferred", response: "400 try again later", attempt: "5" }),
      item: { kind: "in-transit", attemptId: "k1" },
    },
    {
      says: "a bounce as undelivered, and the address lives",
      event: event({
        event: "bounce",
        type: "bounce",
        bounce_classification: "Mailbox Unavailable",
        reason: "552 5.2.2 mailbox full",
        status: "5.2.2",
      }),
      item: { kind: "undelivered", addressPermanent: false, errorCode: "5.2.2" },
    },
    {
      says: "a bounce of an invalid address as the end of the address",
      event: event({
        event: "bounce",
        type: "bounce",
        bounce_classification: "Invalid Address",
        reason: "550 5.1.1 unknown user",
        status: "5.1.1",
      }),
      item: { kind: "undelivered", addressPermanent: true, errorCode: "5.1.1" },
    },
    {
      says: "a block, which speaks of us, as undelivered",
      event: event({
        event: "bounce",
        type: "blocked",
        bounce_classification: "Reputation",
        reason: "550 5.7.1 blocked",
        status: "5.7.1",
      }),
      item: { kind: "undelivered", addressPermanent: false },
    },
    {
      says: "a drop, before it was tried, as undelivered",
      event: event({ event: "dropped", reason: "Bounced Address", status: "5.0.0" }),
      item: { kind: "undelivered", addressPermanent: false },
    },
    {
      says: "a complaint as STOP of the address",
      event: event({ event: "spamreport" }),
      item: { type: "reply", from: "ada@xn--bcher-kva.example", optOut: "stop", eventId: "complaint-k1" },
    },
    {
      says: "opened as a signal",
      event: event({ event: "open", useragent: "Mozilla/5.0", ip: "192.0.2.1" }),
      item: { type: "signal", kind: "shown", detail: "opened", attemptId: "k1" },
    },
    {
      says: "clicked as a signal",
      event: event({ event: "click", url: "https://example.org/" }),
      item: { type: "signal", kind: "link-fetched", detail: "clicked" },
    },
    { says: "processed as nothing", event: event({ event: "processed" }) },
  ],
  post(events) {
    const body = JSON.stringify([events].flat());
    const signature = sign("sha256", Buffer.from(SIGNED_AT + body), privateKey).toString("base64");
    return posted(body, {
      "x-twilio-email-event-webhook-signature": signature,
      "x-twilio-email-event-webhook-timestamp": SIGNED_AT,
    });
  },
};

presetTests("sendgrid", sendgrid);

it("parses a batch, and an unusable event does not affect the others", async () => {
  const email = httpEmail(sendgrid.options("https://service.example"));
  const batch = [event({ event: "delivered" }), null, { event: 7 }, event({ event: "open", sg_event_id: "b" })];
  const request = sendgrid.post(batch, "");
  await email.receipts?.verify?.(request);
  expect(await email.receipts?.parse(request)).toMatchObject([{ kind: "delivered" }, { kind: "shown" }]);
});

it("accepts larger batches than other reports, because SendGrid's have up to 768 KB", () => {
  expect(httpEmail(sendgrid.options("https://service.example")).receipts?.maxBytes).toBeGreaterThan(768 * 1024);
});

it("rejects a signature over another time, and accepts two keys during a rotation", async () => {
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "pem" });
  const options = { preset: "sendgrid", apiKey: API_KEY, from: "help@example.org" } as const;
  const email = httpEmail({ ...options, verificationKey: [other.toString(), KEY] });
  const request = sendgrid.post(event({ event: "delivered" }), "");
  await email.receipts?.verify?.(request);
  request.headers.set("x-twilio-email-event-webhook-timestamp", "1375948802");
  expect(() => email.receipts?.verify?.(request)).toThrow("does not match");
});

it("is uncertain if the answer has no id, because the mail may have been sent", async () => {
  await using service = await startMailService(sendgrid.service);
  service.mode({ status: 202 });
  const email = httpEmail(sendgrid.options(service.url));
  await expect(email.send(message, { signal })).rejects.toMatchObject({
    code: "provider/bad-response",
    outcome: "unknown",
  });
  await email.close?.();
});
