import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import type { AddressInfo } from "node:net";
import type { FakeVendorMode } from "@relance/conformance/provider";
import type { ServiceAccount } from "../../src/index.ts";

const read = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");
export const certificate: string = read("loopback.cert.pem");

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** A service account whose token endpoint is this server. */
export function serviceAccount(origin = "https://oauth2.googleapis.com"): ServiceAccount & { readonly type: string } {
  return {
    type: "service_account",
    project_id: "town-app",
    private_key_id: "0123abcd",
    private_key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    client_email: "relance@town-app.iam.gserviceaccount.com",
    token_uri: `${origin}/token`,
  };
}

export interface FcmRequest {
  readonly httpVersion: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly json: FcmJson;
}

type Fields = Readonly<Record<string, unknown>>;

export interface FcmJson {
  readonly validate_only?: boolean;
  readonly message?: {
    readonly token?: string;
    readonly topic?: string;
    readonly android?: Fields & { readonly data?: Readonly<Record<string, string>> };
    readonly apns?: Fields;
  };
}

export interface FcmReply {
  readonly status: number;
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FcmServer extends AsyncDisposable {
  readonly origin: string;
  /** The received messages, without validate-only requests. */
  readonly requests: readonly FcmRequest[];
  readonly tokens: readonly URLSearchParams[];
  readonly sessions: readonly ServerHttp2Session[];
  /** Answers every message this way from now on. */
  answer(reply: FcmReply): void;
  /** Answers every token request this way from now on; `undefined` = normally. */
  answerToken(reply: FcmReply | Promise<FcmReply> | undefined): void;
  mode(mode: FakeVendorMode): void;
  /** Invalidates all tokens. */
  revoke(): void;
}

export interface FcmServerOptions {
  readonly devices: Readonly<Record<string, "known" | "gone" | "of another project">>;
  /** @default 3599 */
  readonly expiresIn?: number;
  readonly now?: () => number;
}

/** FCM and Google's token server on loopback: HTTP/2 over TLS, with Google's checks. */
export async function startFcm({ devices, expiresIn = 3_599, now = Date.now }: FcmServerOptions): Promise<FcmServer> {
  const requests: FcmRequest[] = [];
  const tokens: URLSearchParams[] = [];
  const sessions: ServerHttp2Session[] = [];
  const given = new Map<string, number>();
  let origin = "";
  let count = 0;

  const giveToken = (form: URLSearchParams): FcmReply => {
    const fault = faultOf(form, `${origin}/token`, now() / 1000);
    if (fault !== undefined) return { status: 400, body: { error: "invalid_grant", error_description: fault } };
    const token = `ya29.test-${tokens.length}`;
    given.set(token, now() + expiresIn * 1000);
    return { status: 200, body: { access_token: token, expires_in: expiresIn, token_type: "Bearer" } };
  };
  const judge = (request: FcmRequest): FcmReply => {
    const goodUntil = given.get(/^Bearer (\S+)$/.exec(request.authorization ?? "")?.[1] ?? "");
    if (goodUntil === undefined || goodUntil <= now()) return refusal(401, "UNAUTHENTICATED", "invalid credentials");
    if (request.path !== "/v1/projects/town-app/messages:send") {
      return refusal(404, "NOT_FOUND", "Requested entity was not found.");
    }
    const reply = check(request.json, devices);
    if (reply !== undefined) return reply;
    count++;
    return { status: 200, body: { name: `projects/town-app/messages/0:${count}` } };
  };
  let replyToken: ((form: URLSearchParams) => FcmReply | Promise<FcmReply>) | undefined = giveToken;
  let reply: (request: FcmRequest, response: Http2ServerResponse) => void = (request, response) =>
    send(response, judge(request));
  const judged = reply;

  const settings = { key: read("loopback.key.pem"), cert: certificate, allowHTTP1: true };
  const server = createSecureServer(settings, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void receive(request, Buffer.concat(chunks).toString(), response));
  });

  async function receive(
    { url, httpVersion, headers }: Http2ServerRequest,
    body: string,
    response: Http2ServerResponse,
  ): Promise<void> {
    if (url === "/token") {
      const form = new URLSearchParams(body);
      tokens.push(form);
      if (replyToken !== undefined) send(response, await replyToken(form));
      return;
    }
    const request = { httpVersion, path: url, authorization: headers.authorization, json: JSON.parse(body) };
    if (request.json.validate_only === true) return send(response, judge(request));
    requests.push(request);
    reply(request, response);
  }

  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let isOver = false;
  return {
    origin,
    requests,
    tokens,
    sessions,
    answer(fixed) {
      reply = (_, response) => send(response, fixed);
    },
    answerToken(fixed) {
      replyToken = fixed && (() => fixed);
    },
    mode(mode) {
      reply = mode === "accept" ? judged : (_, response) => MODES[mode](response);
    },
    revoke: () => given.clear(),
    async [Symbol.asyncDispose]() {
      if (isOver) return;
      isOver = true;
      for (const session of sessions) session.destroy();
      const closed = new Promise((resolve) => server.close(resolve));
      // close() would wait for idle HTTP/1.1 connections
      (server as unknown as { closeIdleConnections?(): void }).closeIdleConnections?.();
      await closed;
    },
  };
}

function send(response: Http2ServerResponse, { status, body = "", headers = {} }: FcmReply): void {
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

const FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
const BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest";

/** Returns a refusal in Google's format; `errorCode` adds an error code of FCM. */
export function refusal(status: number, word: string, message: string, errorCode?: string): FcmReply {
  const details = errorCode === undefined ? undefined : [{ "@type": FCM_ERROR, errorCode }];
  return { status, body: { error: { code: status, message, status: word, details } } };
}

export function violation(field: string, description: string): FcmReply {
  const details = [
    { "@type": FCM_ERROR, errorCode: "INVALID_ARGUMENT" },
    { "@type": BAD_REQUEST, fieldViolations: [{ field, description }] },
  ];
  const message = "Request contains an invalid argument.";
  return { status: 400, body: { error: { code: 400, message, status: "INVALID_ARGUMENT", details } } };
}

export const GONE: FcmReply = refusal(404, "NOT_FOUND", "Requested entity was not found.", "UNREGISTERED");
export const NO_TOKEN: FcmReply = refusal(
  400,
  "INVALID_ARGUMENT",
  "The registration token is not a valid FCM registration token",
  "INVALID_ARGUMENT",
);
export const TOO_BIG: FcmReply = refusal(400, "INVALID_ARGUMENT", "Android message is too big", "INVALID_ARGUMENT");
export const OTHER_PROJECT: FcmReply = refusal(403, "PERMISSION_DENIED", "SenderId mismatch", "SENDER_ID_MISMATCH");
const QUOTA: FcmReply = { ...refusal(429, "RESOURCE_EXHAUSTED", "Quota exceeded", "QUOTA_EXCEEDED") };

const MODES: Readonly<Record<Exclude<FakeVendorMode, "accept">, (response: Http2ServerResponse) => void>> = {
  refuse: (response) => send(response, GONE),
  throttle: (response) => send(response, { ...QUOTA, headers: { "retry-after": "7" } }),
  unavailable: (response) => send(response, refusal(503, "UNAVAILABLE", "overloaded", "UNAVAILABLE")),
  reset: (response) => response.stream.session?.destroy(),
  "reset-mid-answer": (response) => {
    response.writeHead(200);
    response.write("half", () => response.stream.session?.destroy());
  },
  silence: () => {},
};

function faultOf(form: URLSearchParams, audience: string, now: number): string | undefined {
  if (form.get("grant_type") !== "urn:ietf:params:oauth:grant-type:jwt-bearer") return "grant_type";
  const [head = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
  const { alg } = JSON.parse(Buffer.from(head, "base64url").toString());
  const { iss, aud, scope, iat, exp } = JSON.parse(Buffer.from(claims, "base64url").toString());
  const signed = Buffer.from(`${head}.${claims}`);
  const isGenuine =
    alg === "RS256" && verify("sha256", signed, createPublicKey(PUBLIC), Buffer.from(signature, "base64url"));
  if (!isGenuine) return "Invalid JWT Signature.";
  if (iss !== serviceAccount().client_email) return "Invalid grant: account not found";
  if (aud !== audience) return "Invalid JWT: Failed audience check.";
  if (scope !== "https://www.googleapis.com/auth/firebase.messaging") return "scope";
  const isTimely = iat <= now + 300 && exp > now && exp - iat <= 3_600;
  return isTimely ? undefined : "Invalid JWT: Token must be a short-lived token (60 minutes)";
}

const PUBLIC = publicKey.export({ format: "pem", type: "spki" });

const MESSAGE_FIELDS = ["token", "topic", "android", "apns"];
const ANDROID_FIELDS = ["collapse_key", "priority", "ttl", "data", "notification"];

function check({ message }: FcmJson, devices: FcmServerOptions["devices"]): FcmReply | undefined {
  if (message === undefined) return violation("message", "Message is not set");
  const { token, topic, android = {}, apns = {} } = message;
  const unknown = [
    ...Object.keys(message).filter((name) => !MESSAGE_FIELDS.includes(name)),
    ...Object.keys(android).filter((name) => !ANDROID_FIELDS.includes(name)),
    ...Object.keys(apns).filter((name) => !["headers", "payload"].includes(name)),
  ];
  if (unknown.length > 0) return violation(unknown[0] ?? "", "Cannot find field.");
  const fault = androidFault(android) ?? appleFault(apns);
  if (fault !== undefined) return fault;
  if (topic !== undefined && token === undefined) return undefined;
  if (token === undefined || token === "") return violation("message", "Recipient of the message is not set.");
  const device = devices[token];
  if (device === undefined) return NO_TOKEN;
  if (device === "gone") return GONE;
  return device === "known" ? undefined : OTHER_PROJECT;
}

function androidFault({ ttl = "0s", priority = "NORMAL", data = {}, notification = {} }: Fields): FcmReply | undefined {
  const seconds = /^(\d+)s$/.exec(String(ttl))?.[1];
  if (seconds === undefined || Number(seconds) > 2_419_200) return violation("message.android.ttl", "Invalid TTL");
  if (priority !== "HIGH" && priority !== "NORMAL") return violation("message.android.priority", "Invalid value");
  let bytes = Buffer.byteLength(Object.values(notification as Fields).join(""));
  for (const [name, value] of Object.entries(data as Fields)) {
    if (/^(from|message_type|google\..*|gcm\..*)$/.test(name)) return violation("message.android.data", "reserved");
    if (typeof value !== "string") return violation("message.android.data[0].value", "Invalid value (TYPE_STRING)");
    bytes += Buffer.byteLength(name + value);
  }
  return bytes > 4_096 ? TOO_BIG : undefined;
}

function appleFault({ headers = {}, payload = { aps: {} } }: Fields): FcmReply | undefined {
  if (Object.values(headers as Fields).some((value) => typeof value !== "string")) {
    return violation("message.apns.headers[0].value", "Invalid value (TYPE_STRING)");
  }
  if (Buffer.byteLength(JSON.stringify(payload)) > 4_096) return violation("message.apns.payload", "too big");
  return (payload as { aps?: unknown }).aps === undefined ? violation("message.apns.payload", "no aps") : undefined;
}
