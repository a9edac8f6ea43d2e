import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  constants,
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import type { FakeVendorMode } from "@relance/conformance/provider";

const read = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");
export const certificate: string = read("loopback.cert.pem");

export interface SigningKey {
  readonly key: string;
  readonly keyId: string;
  readonly teamId: string;
}

export function createSigningKey(keyId = "ABC123DEFG", teamId = "DEF123GHIJ"): SigningKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(), keyId, teamId };
}

export interface ApnsRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly stream: ServerHttp2Stream;
  readonly session: ServerHttp2Session;
}

export interface ApnsServer extends AsyncDisposable {
  readonly origin: string;
  /** The received messages to known devices. */
  readonly requests: readonly ApnsRequest[];
  readonly sessions: readonly ServerHttp2Session[];
  readonly accepted: readonly string[];
  /** Answers every message this way from now on. */
  answer(status: number, body?: object): void;
  /** Stops answering from now on. */
  hold(): void;
  mode(mode: FakeVendorMode): void;
}

export interface ApnsServerOptions {
  readonly signingKey: SigningKey;
  readonly topic?: string;
  /** Known device tokens; `gone`: when the app was removed, in milliseconds since 1970. */
  readonly devices: Readonly<Record<string, { readonly gone?: number; readonly topic?: string }>>;
  /** The topics that the team owns. @default `topic` */
  readonly topics?: readonly string[];
  readonly now?: () => number;
}

const NO_DEVICE = /^0+$/;

/** APNs on loopback: HTTP/2 over TLS, with Apple's checks. */
export async function startApns(options: ApnsServerOptions): Promise<ApnsServer> {
  const requests: ApnsRequest[] = [];
  const accepted: string[] = [];
  const sessions: ServerHttp2Session[] = [];
  const check = createCheck(options);
  const trusted = new Set<ServerHttp2Session>();
  const judge: Reply = (request) => {
    const refusal = check(request);
    if (refusal !== undefined) return refuse(request, ...refusal);
    if (!trusted.has(request.session)) request.session.settings({ maxConcurrentStreams: 1_000 });
    trusted.add(request.session);
    if (isToNoDevice(request)) return refuse(request, 400, { reason: "BadDeviceToken" });
    accepted.push(String(request.headers["apns-id"]));
    accept(request);
  };
  let reply = judge;
  const settings = { maxConcurrentStreams: 1 }; // until the client has sent a valid token
  const server = createSecureServer({ key: read("loopback.key.pem"), cert: certificate, settings });
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => {});
    session.on("stream", (stream, headers) => {
      const chunks: Buffer[] = [];
      stream.on("error", () => {});
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const request = { headers, body: Buffer.concat(chunks).toString(), stream, session };
        if (isToNoDevice(request)) return judge(request);
        requests.push(request);
        reply(request);
      });
    });
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  let isOver = false;
  return {
    origin: `https://127.0.0.1:${port}`,
    requests,
    sessions,
    accepted,
    answer(status, body) {
      reply = (request) => refuse(request, status, body);
    },
    hold() {
      reply = () => {};
    },
    mode(mode) {
      reply = mode === "accept" ? judge : MODES[mode];
    },
    async [Symbol.asyncDispose]() {
      if (isOver) return;
      isOver = true;
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Reply = (request: ApnsRequest) => void;

export function accept({ stream, headers }: ApnsRequest): void {
  stream.respond({ ":status": 200, "apns-id": headers["apns-id"] }, { endStream: true });
}

function refuse({ stream, headers }: ApnsRequest, status: number, body?: object): void {
  stream.respond({ ":status": status, "apns-id": headers["apns-id"] });
  stream.end(body === undefined ? "" : JSON.stringify(body));
}

const MODES: Readonly<Record<Exclude<FakeVendorMode, "accept">, Reply>> = {
  refuse: (request) => refuse(request, 410, { reason: "Unregistered", timestamp: 1_700_000_000_000 }),
  throttle: (request) => refuse(request, 429, { reason: "TooManyProviderTokenUpdates" }),
  unavailable: (request) => refuse(request, 503, { reason: "ServiceUnavailable" }),
  reset: ({ session }) => session.destroy(),
  "reset-mid-answer": ({ stream, session }) => {
    stream.respond({ ":status": 200 });
    stream.write("half", () => session.destroy());
  },
  silence: () => {},
};

type Refusal = readonly [status: number, body: { readonly reason: string; readonly timestamp?: number }];

function isToNoDevice({ headers }: ApnsRequest): boolean {
  return NO_DEVICE.test(headers[":path"]?.split("/").at(-1) ?? "");
}

/** Checks in Apple's order: form, sender, app, message, device. */
function createCheck(options: ApnsServerOptions): (request: ApnsRequest) => Refusal | undefined {
  const { topic = "org.example.app", topics = [topic], devices } = options;
  const isSender = createSenderCheck(options);
  return (request) => {
    const { headers, body } = request;
    const bad = (reason: string, status = 400): Refusal => [status, { reason }];
    const [, token] = /^\/3\/device\/([^/]*)$/.exec(headers[":path"] ?? "") ?? [];
    if (headers[":method"] !== "POST") return bad("MethodNotAllowed", 405);
    if (token === undefined) return bad("BadPath", 404);
    const sender = isSender(headers.authorization);
    if (sender !== undefined) return sender;
    if (headers["apns-topic"] === undefined) return bad("MissingTopic");
    if (!topics.includes(String(headers["apns-topic"]))) return bad("TopicDisallowed");
    if (!UUID.test(String(headers["apns-id"]))) return bad("BadMessageId");
    if (!/^\d{1,10}$/.test(String(headers["apns-expiration"]))) return bad("BadExpirationDate");
    if (!/^(1|5|10)$/.test(String(headers["apns-priority"]))) return bad("BadPriority");
    if (headers["apns-push-type"] !== "alert") return bad("InvalidPushType");
    if (Buffer.byteLength(String(headers["apns-collapse-id"] ?? "")) > 64) return bad("BadCollapseId");
    if (!isPayload(body)) return bad("PayloadEmpty");
    if (Buffer.byteLength(body) > 4_096) return bad("PayloadTooLarge", 413);
    if (token === "") return bad("MissingDeviceToken");
    if (NO_DEVICE.test(token)) return undefined;
    const device = devices[token];
    if (device === undefined) return bad("BadDeviceToken");
    if ((device.topic ?? topic) !== headers["apns-topic"]) return bad("DeviceTokenNotForTopic");
    return device.gone === undefined ? undefined : [410, { reason: "Unregistered", timestamp: device.gone }];
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function isPayload(body: string): boolean {
  try {
    const { aps } = JSON.parse(body);
    return typeof aps === "object" && aps !== null;
  } catch {
    return false;
  }
}

const HOUR = 3_600;
const LEAST_BETWEEN = 1_200;

/** Accepts a token for one hour, and a new one only after 20 minutes. */
function createSenderCheck({ signingKey, now = Date.now }: ApnsServerOptions) {
  const publicKey = createPublicKey(signingKey.key);
  const seen: number[] = [];
  return (authorization: string | undefined): Refusal | undefined => {
    const refusal = (reason: string, status = 403): Refusal => [status, { reason }];
    const [, jwt] = /^bearer (\S+)$/i.exec(authorization ?? "") ?? [];
    if (jwt === undefined) return refusal("MissingProviderToken");
    const issuedAt = issueTime(jwt, signingKey, publicKey);
    const age = issuedAt === undefined ? undefined : now() / 1000 - issuedAt;
    if (issuedAt === undefined || age === undefined || age < 0) return refusal("InvalidProviderToken");
    if (age > HOUR) return refusal("ExpiredProviderToken");
    if (!seen.includes(issuedAt)) {
      const last = seen.at(-1);
      if (last !== undefined && issuedAt - last < LEAST_BETWEEN) return refusal("TooManyProviderTokenUpdates", 429);
      seen.push(issuedAt);
    }
    return undefined;
  };
}

function issueTime(jwt: string, { keyId, teamId }: SigningKey, publicKey: KeyObject): number | undefined {
  const [head = "", claims = "", signature = ""] = jwt.split(".");
  const { alg, kid } = JSON.parse(Buffer.from(head, "base64url").toString());
  const { iss, iat } = JSON.parse(Buffer.from(claims, "base64url").toString());
  const key = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
  const isGenuine = verify("sha256", Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url"));
  const isNamed = alg === "ES256" && kid === keyId && iss === teamId && Number.isInteger(iat);
  return isGenuine && isNamed ? iat : undefined;
}

/** Sends GOAWAY: no stream after this request was processed. */
export function goodbye({ session, stream }: ApnsRequest, code: number = constants.NGHTTP2_NO_ERROR): void {
  session.goaway(code, stream.id, Buffer.from('{"reason":"Shutdown"}'));
}
