import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { nameAll } from "@relance/spec";
import {
  type ApiCall,
  type FakeVendor,
  type FakeVendorReply,
  type FakeVendorRequest,
  listenHttp,
  type RefusalMode,
  refusalMode,
  retryAfter,
} from "../http/http-fake-vendor.ts";
import { jsonObject } from "../json-object.ts";
import { type DeviceMessage, deviceMessage, tellDevice } from "../push/device.ts";
import { createSurroundings, type FakeVendorOptions } from "../surroundings.ts";
import { type FcmMessage, fcmError, grantFault, messageFault } from "./check-fcm.ts";

/** Options of a simulated FCM. Without `world`, every token is valid. */
export interface FakeFcmOptions extends FakeVendorOptions {
  /** Name of the service in the world, whose recipients have `fcm:…` addresses of the channel `app`. @default "fcm" */
  readonly service?: string | undefined;
}

/** FCM (HTTP v1) over HTTP/2 and Google's token server on loopback, with the devices that receive messages. */
export interface FakeFcm extends FakeVendor {
  /** Base URL for the provider's `endpoint`, without TLS and without a trailing slash. */
  readonly url: string;
  /** JSON of a service account whose token endpoint is this server. */
  readonly serviceAccount: string;
  /** Uninstalls the app on a device. FCM then refuses the token as `UNREGISTERED`. */
  unregister(token: string): void;
}

const PROJECT = "town-app";
const ACCOUNT = `relance@${PROJECT}.iam.gserviceaccount.com`;
const TOKEN_SECONDS = 3_599;

const NAMES = nameAll<FakeFcmOptions>()("world courier network service");

/**
 * Starts a simulated FCM that checks the account, the access token and the message. Simulated devices show and report
 * messages.
 */
export async function fakeFcm(options: FakeFcmOptions = {}): Promise<FakeFcm> {
  const { world, courier, callbacks, release } = createSurroundings(options, "fakeFcm", NAMES);
  const service = world.pushService(options.service ?? "fcm", { ...courier, channel: "app" });
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKey = createPublicKey(privateKey);
  const given = new Set<string>();
  let taken = 0;
  const google = await listenHttp({ world, release }, { read: tokenCall, serve: giveToken, refuse });
  const server = await listenHttp({ world, release: google.close }, { read, serve, refuse }, "http2");
  const tokenUri = `${google.url}/token`;

  return {
    ...server,
    serviceAccount: JSON.stringify({
      type: "service_account",
      project_id: PROJECT,
      private_key_id: "0123abcd",
      private_key: privateKey.export({ format: "pem", type: "pkcs8" }),
      client_email: ACCOUNT,
      token_uri: tokenUri,
    }),
    unregister: (token) => service.expire(`fcm:${token}`),
  };

  function giveToken({ request }: TokenCall): FakeVendorReply {
    const headers = { "content-type": "application/json" };
    const fault = grantFault(new URLSearchParams(request.body.toString()), ACCOUNT, tokenUri, publicKey);
    if (fault !== undefined) {
      return { status: 400, headers, body: JSON.stringify({ error: "invalid_grant", error_description: fault }) };
    }
    const token = `ya29.${randomBytes(18).toString("base64url")}`;
    given.add(token);
    const body = JSON.stringify({ access_token: token, expires_in: TOKEN_SECONDS, token_type: "Bearer" });
    return { status: 200, headers, body };
  }

  function serve(call: FcmCall): FakeVendorReply {
    const { request, isSend, message, shown } = call;
    const [, bearer = ""] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "") ?? [];
    if (!given.has(bearer)) return fcmError(401, "UNAUTHENTICATED", "invalid credentials");
    if (request.path !== `/v1/projects/${PROJECT}/messages:send`) return fcmError(404, "NOT_FOUND", "not found");
    const fault = messageFault(message);
    if (fault !== undefined) return fault;
    const name = `projects/${PROJECT}/messages/0:${taken + 1}`;
    const answer = { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ name }) };
    if (!isSend) return answer; // a validate-only request must not send the message
    const address = `fcm:${message.token}`;
    if (options.world !== undefined && !world.knows("app", address)) return gone();
    const verdict = service.submit({
      address,
      attemptId: shown?.attemptId,
      validityMs: Number.parseInt(message.android?.ttl ?? "", 10) * 1_000 || undefined,
      letter: shown?.letter ?? { text: "" },
      onReport: (report) => tellDevice(callbacks, shown?.receiptUrl, report),
    });
    if (!verdict.taken) return refuse(refusalMode(verdict), call, verdict.retryAfterMs);
    taken++;
    return { ...answer, isLost: verdict.isAnswerLost };
  }
}

interface FcmCall extends ApiCall {
  readonly request: FakeVendorRequest;
  readonly message: FcmMessage;
  readonly shown: DeviceMessage | undefined;
}

interface TokenCall extends ApiCall {
  readonly request: FakeVendorRequest;
}

function tokenCall(request: FakeVendorRequest): TokenCall {
  return { request, isSend: false };
}

function read(request: FakeVendorRequest): FcmCall {
  const { message = {}, validate_only: isDraft } = (jsonObject(request.body.toString()) ?? {}) as FcmBody;
  const payload = message.android?.data?.relance;
  const shown = typeof payload === "string" ? deviceMessage(payload) : undefined;
  return { request, message, shown, isSend: !isDraft, attemptId: shown?.attemptId };
}

interface FcmBody {
  readonly message?: FcmMessage;
  readonly validate_only?: boolean;
}

function refuse(mode: RefusalMode, _: ApiCall, retryAfterMs?: number): FakeVendorReply {
  if (mode === "refuse") return gone();
  if (mode === "throttle") {
    return fcmError(429, "RESOURCE_EXHAUSTED", "Quota exceeded", "QUOTA_EXCEEDED", retryAfter(retryAfterMs));
  }
  return mode === "unauthorized"
    ? fcmError(401, "UNAUTHENTICATED", "invalid credentials")
    : fcmError(503, "UNAVAILABLE", "overloaded", "UNAVAILABLE");
}

function gone(): FakeVendorReply {
  return fcmError(404, "NOT_FOUND", "Requested entity was not found.", "UNREGISTERED");
}
