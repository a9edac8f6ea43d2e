import { createHash, createHmac, generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ContractFakeVendor, FakeVendorMode, ReceiptAbout } from "@relance/conformance/provider";
import type { InboundRequest, ReceiptKind } from "@relance/spec";
import type { PresetOptions } from "../../src/index.ts";
import { CERTIFICATE, isSignedForSms, KEY_ID, pem, SECRET_KEY, snsPost, TOPIC, textEvent } from "./aws.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A vendor's documented request, answers and reports. */
export interface Recorded {
  readonly options: PresetOptions;
  /** Secrets that must appear nowhere. */
  readonly secrets: readonly string[];
  readonly path: string;
  readonly body: Fields;
  readonly headers: Fields;
  readonly attemptIn: (body: Fields) => unknown;
  readonly taken: (id: string) => readonly [status: number, body: unknown];
  readonly refused: readonly [status: number, body: unknown];
  readonly refusedCode: string;
  /** The vendor's answer when it throttles. @default 429 */
  readonly throttled?: readonly [status: number, body: unknown];
  /** Returns the vendor's refusal of a request, such as an unsigned request. */
  readonly check?: (arrived: Arrived) => readonly [status: number, body: unknown] | undefined;
  /** True if the vendor's refusals do not show that the number is the reason. */
  readonly isVague?: true;
  /** Returns the vendor's answer to a lookup. */
  readonly found?: (path: string) => unknown;
  /** Returns a delivery report; `service` is the vendor's URL. */
  readonly report?: (kind: ReceiptKind, about: ReceiptAbout, service: string) => InboundRequest | undefined;
  /** Removes a proof that is part of the body. */
  readonly unsigned?: (report: InboundRequest) => InboundRequest;
}

export function optionsAt(url: string, { options }: Recorded): PresetOptions {
  return { ...options, endpoint: url, ...(options.preset === "aws" && { snsEndpoint: url }) } as PresetOptions;
}

/** The tag of an attempt at a vendor that reports the whole account to {@link CALLBACK}. */
export function tagOf(attemptId: string): string {
  const { origin, pathname } = new URL(CALLBACK);
  return `${attemptId}-${sha256(`${origin}${pathname}`).slice(0, 8)}`;
}

export const CALLBACK = "https://notify.example.org/relance/receipts/sms.second?a=k1&s=c2ln";
const KEYS = generateKeyPairSync("ed25519");
export const PUBLIC_KEY: string = Buffer.from(KEYS.publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString(
  "base64",
);
const SECRET = "a-shared-secret-of-nobody-at-all-0123456789";
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token signed as the vendor does (RFC 7519, HS256). */
export function token(claims: Fields, secret: string = SECRET, alg = "HS256"): string {
  const text = `${base64({ alg, typ: "JWT" })}.${base64(claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

export const sha256 = (data: string): string => createHash("sha256").update(data).digest("hex");
const seconds = () => Math.floor(Date.now() / 1_000);

function posted(value: unknown, headers: (body: string) => Record<string, string> = () => ({})): InboundRequest {
  const body = JSON.stringify(value);
  const all = new Headers({ "content-type": "application/json", ...headers(body) });
  return { method: "POST", url: CALLBACK, headers: all, body: Buffer.from(body) };
}

function form(fields: Record<string, string>): InboundRequest {
  const headers = new Headers({ "content-type": "application/x-www-form-urlencoded" });
  return { method: "POST", url: CALLBACK, headers, body: Buffer.from(new URLSearchParams(fields).toString()) };
}

function asked(fields: Record<string, string>, headers: (url: string) => Record<string, string>): InboundRequest {
  const url = `${CALLBACK}&${new URLSearchParams(fields)}`;
  return { method: "GET", url, headers: new Headers(headers(url)), body: new Uint8Array() };
}

function words(inTransit: string, delivered: string, undelivered: string) {
  return (kind: ReceiptKind) => ({ "in-transit": inTransit, delivered, undelivered, engaged: undefined })[kind];
}

function reporting(
  say: (kind: ReceiptKind) => string | undefined,
  write: (status: string, about: ReceiptAbout) => InboundRequest,
): NonNullable<Recorded["report"]> {
  return (kind, about) => {
    const status = say(kind);
    return status === undefined ? undefined : write(status, about);
  };
}

const from = "MAIRIE";
const text = "Rendez-vous à 9 h";

export const RECORDED: Readonly<Record<string, Recorded>> = {
  vonage: {
    options: { preset: "vonage", apiKey: "abcd1234", apiSecret: "vonage-secret-1", from, signatureSecret: SECRET },
    secrets: ["vonage-secret-1", SECRET],
    path: "/v1/messages",
    headers: { authorization: `Basic ${Buffer.from("abcd1234:vonage-secret-1").toString("base64")}` },
    body: {
      channel: "sms",
      message_type: "text",
      from,
      to: "33639980001",
      text,
      client_ref: "k1",
      webhook_url: CALLBACK,
      ttl: 3_600,
    },
    attemptIn: ({ client_ref }) => client_ref,
    taken: (id) => [202, { message_uuid: id }],
    refused: [
      422,
      {
        type: "https://developer.vonage.com/api-errors/messages#1170",
        title: "Invalid or missing MSISDN param",
        detail: "The number is invalid",
        instance: "bf0ca0bf927b3b52e3cb03217e1a1ddf",
      },
    ],
    refusedCode: "provider/bad-recipient",
    report: reporting(words("submitted", "delivered", "rejected"), (status, { attemptId, ref }) =>
      posted(
        {
          message_uuid: ref,
          to: "33639980001",
          from,
          timestamp: "2026-11-24T10:00:00Z",
          status,
          client_ref: attemptId,
          channel: "sms",
        },
        (body) => ({ authorization: `Bearer ${token({ iat: seconds(), jti: "j1", payload_hash: sha256(body) })}` }),
      ),
    ),
  },
  infobip: {
    options: { preset: "infobip", endpoint: "", apiKey: "infobip-key-1", from },
    secrets: ["infobip-key-1"],
    path: "/sms/3/messages",
    headers: { authorization: "App infobip-key-1" },
    body: {
      messages: [
        {
          sender: from,
          destinations: [{ to: "33639980001" }],
          content: { text },
          options: { validityPeriod: { amount: 3_600, timeUnit: "SECONDS" } },
          webhooks: {
            contentType: "application/json",
            callbackData: "k1",
            delivery: { url: CALLBACK, intermediateReport: true },
          },
        },
      ],
    },
    attemptIn: ({ messages }) => (messages as { webhooks: { callbackData: string } }[])[0]?.webhooks.callbackData,
    taken: (id) => [
      200,
      {
        bulkId: "b1",
        messages: [
          {
            messageId: id,
            destination: "33639980001",
            status: { groupId: 1, groupName: "PENDING", id: 26, name: "PENDING_ACCEPTED" },
          },
        ],
      },
    ],
    refused: [
      200,
      {
        messages: [
          { messageId: "m1", status: { groupId: 5, groupName: "REJECTED", id: 51, name: "REJECTED_DESTINATION" } },
        ],
      },
    ],
    refusedCode: "provider/bad-recipient",
    report: reporting(words("PENDING", "DELIVERED", "UNDELIVERABLE"), (groupName, { attemptId, ref }) =>
      posted({
        results: [
          {
            messageId: ref,
            to: "33639980001",
            doneAt: "2026-11-24T10:00:00.000+0000",
            callbackData: attemptId,
            status: { groupName, name: `${groupName}_IN_ONE_OF_ITS_WAYS` },
            error: { groupId: 1, name: "EC_UNKNOWN_SUBSCRIBER", permanent: true },
          },
        ],
      }),
    ),
  },
  bird: {
    options: { preset: "bird", accessKey: "bird-key-1", from, signingKey: SECRET },
    secrets: ["bird-key-1", SECRET],
    path: "/messages",
    headers: { authorization: "AccessKey bird-key-1" },
    body: {
      originator: from,
      recipients: ["33639980001"],
      body: text,
      datacoding: "auto",
      reference: "k1",
      reportUrl: CALLBACK,
      validity: 3_600,
    },
    attemptIn: ({ reference }) => reference,
    taken: (id) => [201, { id, recipients: { totalCount: 1, items: [{ recipient: 33_639_980_001, status: "sent" }] } }],
    refused: [422, { errors: [{ code: 9, description: "no (correct) recipients found", parameter: "recipients" }] }],
    refusedCode: "provider/bad-recipient",
    report: reporting(words("sent", "delivered", "delivery_failed"), (status, { attemptId, ref }) =>
      asked(
        { id: ref, reference: attemptId, recipient: "33639980001", status, statusDatetime: "2026-11-24T10:00:00Z" },
        (url) => ({
          "messagebird-signature-jwt": token({
            iss: "MessageBird",
            nbf: seconds() - 1,
            exp: seconds() + 60,
            jti: "j1",
            url_hash: sha256(url),
          }),
        }),
      ),
    ),
  },
  telnyx: {
    options: { preset: "telnyx", apiKey: "telnyx-key-1", from: "+33700000001", publicKey: PUBLIC_KEY },
    secrets: ["telnyx-key-1"],
    path: "/v2/messages",
    headers: { authorization: "Bearer telnyx-key-1" },
    body: { from: "+33700000001", to: "+33639980001", text, tags: ["k1"], webhook_url: CALLBACK },
    attemptIn: ({ tags }) => (tags as string[])[0],
    taken: (id) => [
      200,
      { data: { record_type: "message", id, to: [{ phone_number: "+33639980001", status: "queued" }] } },
    ],
    refused: [400, { errors: [{ code: "40300", title: "Blocked due to STOP message" }] }],
    refusedCode: "provider/opted-out",
    report: reporting(words("sent", "delivered", "delivery_failed"), (status, { attemptId, ref }) =>
      posted(
        {
          data: {
            record_type: "event",
            id: "e1",
            event_type: status === "sent" ? "message.sent" : "message.finalized",
            occurred_at: "2026-11-24T10:00:00Z",
            payload: { id: ref, to: [{ phone_number: "+33639980001", status }], tags: [attemptId], errors: [] },
          },
        },
        (body) => {
          const time = String(seconds());
          return {
            "telnyx-timestamp": time,
            "telnyx-signature-ed25519": sign(null, Buffer.from(`${time}|${body}`), KEYS.privateKey).toString("base64"),
          };
        },
      ),
    ),
  },
  plivo: {
    options: { preset: "plivo", authId: "MAXXXXXXXX", authToken: "plivo-token-1", from },
    secrets: ["plivo-token-1"],
    path: "/v1/Account/MAXXXXXXXX/Message/",
    headers: { authorization: `Basic ${Buffer.from("MAXXXXXXXX:plivo-token-1").toString("base64")}` },
    body: { src: from, dst: "33639980001", text, url: CALLBACK, method: "POST" },
    attemptIn: ({ url }) => new URL(String(url)).searchParams.get("a"),
    taken: (id) => [202, { message: "message(s) queued", message_uuid: [id], api_id: "a1" }],
    refused: [400, { api_id: "a1", error: "dst is not a valid number" }],
    refusedCode: "provider/refused",
    isVague: true,
    report: reporting(words("sent", "delivered", "undelivered"), (Status, { ref }) =>
      form({ MessageUUID: ref, To: "33639980001", From: from, Status, ErrorCode: "50" }),
    ),
  },
  sinch: {
    options: { preset: "sinch", servicePlanId: "plan1", apiToken: "sinch-token-1", from },
    secrets: ["sinch-token-1"],
    path: "/xms/v1/plan1/batches",
    headers: { authorization: "Bearer sinch-token-1" },
    body: {
      from,
      to: ["+33639980001"],
      body: text,
      delivery_report: "per_recipient",
      callback_url: CALLBACK,
      client_reference: "k1",
    },
    attemptIn: ({ client_reference }) => client_reference,
    taken: (id) => [201, { id, to: ["33639980001"], type: "mt_text", canceled: false }],
    refused: [400, { code: "syntax_invalid_parameter_format", text: "to is no number" }],
    refusedCode: "provider/refused",
    isVague: true,
    report: reporting(words("Dispatched", "Delivered", "Failed"), (status, { attemptId, ref }) =>
      posted({
        type: "recipient_delivery_report_sms",
        batch_id: ref,
        recipient: "33639980001",
        code: 404,
        status,
        at: "2026-11-24T10:00:00.000Z",
        client_reference: attemptId,
      }),
    ),
  },
  "46elks": {
    options: { preset: "46elks", username: "u1234", password: "elks-password-1", from },
    secrets: ["elks-password-1"],
    path: "/a1/sms",
    headers: { authorization: `Basic ${Buffer.from("u1234:elks-password-1").toString("base64")}` },
    body: { from, to: "+33639980001", message: text, whendelivered: CALLBACK },
    attemptIn: ({ whendelivered }) => new URL(String(whendelivered)).searchParams.get("a"),
    taken: (id) => [200, { id, from, to: "+33639980001", status: "created", direction: "outgoing" }],
    refused: [400, "invalid to number"],
    refusedCode: "provider/refused",
    isVague: true,
    found: (path) => (path === "/a1/sms/m1" ? { id: "m1", status: "delivered" } : undefined),
    report: reporting(words("sent", "delivered", "failed"), (status, { ref }) => form({ id: ref, status })),
  },
  brevo: {
    options: { preset: "brevo", apiKey: "brevo-key-1", from },
    secrets: ["brevo-key-1"],
    path: "/v3/transactionalSMS/send",
    headers: { "api-key": "brevo-key-1" },
    body: { sender: from, recipient: "33639980001", content: text, type: "transactional", tag: "k1", webUrl: CALLBACK },
    attemptIn: ({ tag }) => tag,
    taken: (id) => [201, { reference: "r1", messageId: id, smsCount: 1 }],
    refused: [400, { code: "invalid_parameter", message: "Invalid telephone number" }],
    refusedCode: "provider/refused",
    isVague: true,
    report: reporting(words("sent", "delivered", "hard_bounce"), (msg_status, { attemptId, ref }) =>
      posted({
        id: 1,
        to: "33639980001",
        msg_status,
        messageId: ref,
        tag: attemptId,
        ts_event: 1_795_514_400,
        error_code: 1,
      }),
    ),
  },
  ovh: {
    options: {
      preset: "ovh",
      service: "sms-ab12345-1",
      applicationKey: "ovh-application",
      applicationSecret: "ovh-application-secret",
      consumerKey: "ovh-consumer-key",
      from,
      callbackToken: "a-token-of-nobody",
    },
    secrets: ["ovh-application-secret", "ovh-consumer-key", "a-token-of-nobody"],
    path: "/1.0/sms/sms-ab12345-1/jobs",
    headers: { "x-ovh-application": "ovh-application", "x-ovh-consumer": "ovh-consumer-key" },
    body: {
      sender: from,
      receivers: ["+33639980001"],
      message: text,
      charset: "UTF-8",
      noStopClause: true,
      priority: "high",
      tag: "k1",
      validityPeriod: 60,
    },
    attemptIn: ({ tag }) => tag,
    taken: (id) => [200, { ids: [id], validReceivers: ["+33639980001"], invalidReceivers: [], totalCreditsRemoved: 1 }],
    refused: [200, { ids: [], validReceivers: [], invalidReceivers: ["+33639980001"], totalCreditsRemoved: 0 }],
    refusedCode: "provider/bad-recipient",
    report: reporting(words("2", "4", "5"), (ptt, { ref }) =>
      asked({ id: ref, ptt, date: "2026-11-24T10:00:00Z", token: "a-token-of-nobody" }, () => ({})),
    ),
  },
  aws: {
    options: {
      preset: "aws",
      region: "eu-west-3",
      credentials: { accessKeyId: KEY_ID, secretAccessKey: SECRET_KEY },
      from,
      configurationSet: "relance",
      topicArn: TOPIC,
    },
    secrets: [SECRET_KEY],
    path: "/",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "PinpointSMSVoiceV2.SendTextMessage",
    },
    body: {
      DestinationPhoneNumber: "+33639980001",
      OriginationIdentity: from,
      MessageBody: text,
      MessageType: "TRANSACTIONAL",
      ConfigurationSetName: "relance",
      TimeToLive: 3_600,
      Context: { relance: tagOf("k1") },
    },
    attemptIn: ({ Context }) => (Context as { relance: string }).relance.split("-")[0],
    taken: (id) => [200, { MessageId: id }],
    refused: [
      400,
      {
        __type: "ConflictException",
        Message: "Destination phone number +33639980001 is opted out",
        Reason: "DESTINATION_PHONE_NUMBER_OPTED_OUT",
        ResourceType: "opted-out-number",
        ResourceId: "+33639980001",
      },
    ],
    refusedCode: "provider/opted-out",
    throttled: [400, { __type: "ThrottlingException", Message: "Rate exceeded" }],
    check: (arrived) => (isSignedForSms(arrived) ? undefined : [403, { __type: "InvalidSignatureException" }]),
    found: (path) => (path === CERTIFICATE ? pem("cert") : undefined),
    report(kind, { attemptId, ref }, service) {
      const says = words("TEXT_SUCCESSFUL", "TEXT_DELIVERED", "TEXT_CARRIER_UNREACHABLE")(kind);
      if (says === undefined) return undefined;
      const Message = JSON.stringify(textEvent(says, { messageId: ref, context: { relance: tagOf(attemptId) } }));
      return snsPost(service, CALLBACK, { Type: "Notification", Message });
    },
    unsigned({ body, ...report }) {
      const { Signature: _, ...letter } = JSON.parse(Buffer.from(body).toString("utf8"));
      return { ...report, body: Buffer.from(JSON.stringify(letter)) };
    },
  },
};

export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: Fields;
  readonly body: Fields;
  readonly text: string;
}

/** A vendor on loopback with its documented answers. */
export interface Vendor extends ContractFakeVendor {
  readonly url: string;
  readonly arrived: readonly Arrived[];
}

export async function startVendor(recorded: Recorded): Promise<Vendor> {
  const arrived: Arrived[] = [];
  let mode: FakeVendorMode = "accept";
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      if (method === "GET") {
        const found = recorded.found?.(path);
        const answer = typeof found === "string" ? found : JSON.stringify(found ?? {});
        return void response.writeHead(found === undefined ? 404 : 200).end(answer);
      }
      const isForm = headers["content-type"]?.includes("urlencoded") === true;
      const body: Fields = isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
      arrived.push({ method, path, headers, body, text });
      const send = ([status, answer]: readonly [number, unknown]) =>
        response.writeHead(status).end(typeof answer === "string" ? answer : JSON.stringify(answer));
      const refusal = recorded.check?.({ method, path, headers, body, text });
      if (refusal !== undefined) return void send(refusal);
      switch (mode) {
        case "accept":
          return void send(recorded.taken(`m${arrived.length}`));
        case "refuse":
          return void send(recorded.refused);
        case "throttle":
          if (recorded.throttled) return void send(recorded.throttled);
          return void response.writeHead(429, { "retry-after": "7" }).end("{}");
        case "unavailable":
          return void response.writeHead(503).end("<html>Unavailable</html>");
        case "reset":
          return void request.socket.resetAndDestroy();
        case "reset-mid-answer":
          response.writeHead(202, { "content-length": "500" }).write('{"id":"g');
          return void setImmediate(() => request.socket.resetAndDestroy());
        case "silence":
          return;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    arrived,
    mode: (next) => {
      mode = next;
    },
    requests: () => arrived.length,
    lastAttemptId() {
      const last = arrived.at(-1);
      const found = last === undefined ? undefined : recorded.attemptIn(last.body);
      return typeof found === "string" ? found : undefined;
    },
    ...(recorded.report && { receipt: (kind, about) => recorded.report?.(kind, about, url) }),
    ...(recorded.unsigned && { unsigned: recorded.unsigned }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
