import { expect, it } from "vitest";
import { httpEmail } from "../../src/index.ts";
import { startMailService } from "../support/mail-service.ts";
import { jsonIn, message, type PresetCase, posted, presetTests, signal, TAG } from "../support/preset-tests.ts";

const TOKEN = "a-server-token-of-nobody";
const PASSWORD = "a-webhook-password-of-nobody";

function event(facts: object): object {
  return {
    ServerID: 23,
    MessageStream: "outbound",
    MessageID: "883953f4-6105-42a2-a16a-77a8eac79483",
    Tag: "",
    Metadata: { relance: TAG },
    ...facts,
  };
}

function bounce(Type: string, TypeCode: number): object {
  return event({
    RecordType: "Bounce",
    ID: 901542550,
    Type,
    TypeCode,
    Name: Type,
    Email: "ada@xn--bcher-kva.example",
    From: "help@example.org",
    BouncedAt: "2013-08-08T08:00:00.5000000Z",
    Description: "…",
    Details: "smtp;550 5.1.1 ada@example does not exist",
    Inactive: true,
    CanActivate: true,
    Subject: message.content.subject,
  });
}

const postmark: PresetCase = {
  options: (endpoint) => ({
    preset: "postmark",
    serverToken: TOKEN,
    webhook: { user: "postmark", password: PASSWORD },
    from: "help@example.org",
    name: 'The "Job" centre',
    endpoint,
  }),
  secrets: [TOKEN, PASSWORD],
  service: {
    path: "/email",
    check: ({ headers }) =>
      headers["x-postmark-server-token"] === TOKEN
        ? undefined
        : { status: 401, body: '{"ErrorCode":10,"Message":"Bad or missing token"}' },
    accept: (count) => ({
      status: 200,
      body: JSON.stringify({
        To: message.to,
        SubmittedAt: "2013-08-08T08:00:00Z",
        MessageID: `883953f4-${count}`,
        ErrorCode: 0,
        Message: "OK",
      }),
    }),
    modes: {
      refuse: {
        status: 422,
        body: JSON.stringify({ ErrorCode: 406, Message: `Found inactive addresses: ${message.to}.` }),
      },
      throttle: { status: 429, body: '{"ErrorCode":429,"Message":"Rate limit exceeded"}' },
      unavailable: { status: 503, body: '{"ErrorCode":100,"Message":"Maintenance"}' },
    },
  },
  tagIn: (request) => jsonIn(request).Metadata.relance,
  request: {
    From: '"The \\"Job\\" centre" <help@example.org>',
    To: "ada@xn--bcher-kva.example",
    Subject: message.content.subject,
    TextBody: message.content.text,
    HtmlBody: message.content.html,
    Headers: [
      { Name: "List-Unsubscribe", Value: "<https://notify.example.org/relance/u/b3B0LW91dA>" },
      { Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click" },
    ],
    Attachments: [
      { Name: "convocation été.pdf", Content: "JVBERi0xLjcK", ContentType: "application/pdf" },
      { Name: "plan.bin", Content: "AAEC", ContentType: "application/octet-stream" },
    ],
    Metadata: { relance: TAG },
    MessageStream: "outbound",
    TrackOpens: false,
    TrackLinks: "None",
  },
  events: [
    {
      says: "delivered, and when",
      event: event({
        RecordType: "Delivery",
        Recipient: "ada@xn--bcher-kva.example",
        DeliveredAt: "2013-08-08T04:00:00-04:00",
        Details: "Test",
      }),
      item: {
        type: "receipt",
        kind: "delivered",
        quality: "mailbox-server",
        attemptId: "k1",
        occurredAt: 1375948800_000,
      },
    },
    {
      says: "a hard bounce as the end of the address",
      event: bounce("HardBounce", 1),
      item: { kind: "undelivered", addressPermanent: true, errorCode: "HardBounce" },
    },
    {
      says: "a soft bounce as undelivered",
      event: bounce("SoftBounce", 4096),
      item: { kind: "undelivered", addressPermanent: false },
    },
    { says: "a delay as still travelling", event: bounce("Transient", 2), item: { kind: "in-transit" } },
    { says: "an automatic answer, posted as a bounce, as nothing", event: bounce("AutoResponder", 64) },
    { says: "a change of address, posted as a bounce, as nothing", event: bounce("AddressChange", 128) },
    {
      says: "a complaint as STOP of the address",
      event: { ...bounce("SpamComplaint", 512), RecordType: "SpamComplaint" },
      item: { type: "reply", from: "ada@xn--bcher-kva.example", optOut: "stop", eventId: "complaint-k1" },
    },
    {
      says: "an unsubscription as STOP of the address",
      event: event({
        RecordType: "SubscriptionChange",
        Recipient: "ada@xn--bcher-kva.example",
        ChangedAt: "2013-08-08T08:00:00Z",
        Origin: "Recipient",
        SuppressSending: true,
        SuppressionReason: "ManualSuppression",
      }),
      item: { type: "reply", optOut: "stop" },
    },
    {
      says: "a re-subscription as nothing",
      event: event({
        RecordType: "SubscriptionChange",
        Recipient: "ada@xn--bcher-kva.example",
        ChangedAt: "2013-08-08T08:00:00Z",
        Origin: "Recipient",
        SuppressSending: false,
        SuppressionReason: null,
      }),
    },
    {
      says: "opened as a signal",
      event: event({
        RecordType: "Open",
        FirstOpen: true,
        Recipient: "ada@xn--bcher-kva.example",
        ReceivedAt: "2013-08-08T08:00:00Z",
      }),
      item: { type: "signal", kind: "shown", detail: "opened" },
    },
  ],
  post: (event) => posted(event, { authorization: `Basic ${Buffer.from(`postmark:${PASSWORD}`).toString("base64")}` }),
  contract: { isReportSigned: false },
};

presetTests("postmark", postmark);

it("does not count an answer of 200 with an error as accepted", async () => {
  await using service = await startMailService(postmark.service);
  service.mode({ status: 200, body: '{"ErrorCode":405,"Message":"Not allowed to send"}' });
  const email = httpEmail(postmark.options(service.url));
  await expect(email.send(message, { signal })).rejects.toMatchObject({
    code: "provider/account",
    accountFault: true,
    outcome: "not-sent",
  });
  service.mode({ status: 200, body: '{"ErrorCode":99,"Message":"?"}' });
  await expect(email.send(message, { signal })).rejects.toMatchObject({
    code: "provider/bad-response",
    outcome: "unknown",
  });
  await email.close?.();
});

it("does not disable an address that Postmark suppresses, because it may work elsewhere", async () => {
  await using service = await startMailService(postmark.service);
  service.mode("refuse");
  const email = httpEmail(postmark.options(service.url));
  await expect(email.send(message, { signal })).rejects.toMatchObject({
    code: "provider/opted-out",
    disposition: "reject",
    vendorCode: "406",
  });
  await email.close?.();
});
