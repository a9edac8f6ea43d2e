import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import type { CourierOptions } from "../../world/courier-options.ts";
import type { World } from "../../world/world.ts";
import { createCallbacks } from "../http/deliver.ts";
import {
  type Asked,
  type FarEnd,
  type FarEndReply,
  type FarEndRequest,
  listenHttp,
  type RefusalMode,
} from "../http/http-far-end.ts";
import { loopbackNetwork, type NetworkOptions } from "../http/loopback-network.ts";
import { type DeviceMessage, deviceMessage, tellOf } from "../push/device.ts";
import { standaloneWorld } from "../standalone-world.ts";
import { type FcmMessage, fcmError, grantFault, messageFault } from "./check-fcm.ts";

export interface FakeFcmOptions {
  /** @default a world of its own in real time, where everything arrives at once and every token is known */
  readonly world?: World | undefined;
  /** Name of the service in the world, whose people have `fcm:…` addresses of the channel `app`. @default "fcm" */
  readonly service?: string | undefined;
  /** Habits of that service, when the world has not made it yet. */
  readonly courier?: CourierOptions | undefined;
  readonly network?: NetworkOptions | undefined;
}

/** FCM (HTTP v1) over HTTP/2 and Google's token server on loopback, with the devices behind them. */
export interface FakeFcm extends FarEnd {
  /** Without a trailing slash, in the clear; `endpoint` of the provider. */
  readonly url: string;
  /** JSON of a service account whose access tokens come from here. */
  readonly serviceAccount: string;
  /** The app was removed: its token is `UNREGISTERED` from now on. */
  unregister(token: string): void;
}

const PROJECT = "town-app";
const ACCOUNT = `relance@${PROJECT}.iam.gserviceaccount.com`;
const TOKEN_SECONDS = 3_599;

/** Starts FCM: account, access token and message checked, devices that show and report. */
export async function fakeFcm(options: FakeFcmOptions = {}): Promise<FakeFcm> {
  const { world, courier, release } = standaloneWorld(options.world, options.courier);
  const service = world.pushService(options.service ?? "fcm", { ...courier, channel: "app" });
  const network = loopbackNetwork(options.network);
  const callbacks = createCallbacks(world, network);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKey = createPublicKey(privateKey);
  const given = new Set<string>();
  let taken = 0;
  const server = await listenHttp(world, { read, serve, refuse }, "http2");
  const google = await listenHttp(world, { read: tokenCall, serve: giveToken, refuse });
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
    close,
    [Symbol.asyncDispose]: close,
  };

  async function close(): Promise<void> {
    await Promise.all([server.close(), google.close()]);
    await network[Symbol.asyncDispose]();
    release();
  }

  function giveToken({ request }: TokenCall): FarEndReply {
    const headers = { "content-type": "application/json" };
    const fault = grantFault(new URLSearchParams(request.body.toString()), ACCOUNT, tokenUri, publicKey);
    if (fault !== undefined) {
      const body = JSON.stringify({ error: "invalid_grant", error_description: fault });
      return { status: 400, headers, body };
    }
    const token = `ya29.${randomBytes(18).toString("base64url")}`;
    given.add(token);
    const body = JSON.stringify({ access_token: token, expires_in: TOKEN_SECONDS, token_type: "Bearer" });
    return { status: 200, headers, body };
  }

  function serve({ request, isSend, message, shown }: FcmCall): FarEndReply {
    const [, bearer = ""] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "") ?? [];
    if (!given.has(bearer)) return fcmError(401, "UNAUTHENTICATED", "invalid credentials");
    if (request.path !== `/v1/projects/${PROJECT}/messages:send`) return fcmError(404, "NOT_FOUND", "not found");
    const fault = messageFault(message);
    if (fault !== undefined) return fault;
    const name = `projects/${PROJECT}/messages/0:${taken + 1}`;
    const answer = { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ name }) };
    if (!isSend) return answer; // only validated
    const address = `fcm:${message.token}`;
    if (options.world !== undefined && !world.knows("app", address)) return gone();
    const verdict = service.submit({
      address,
      attemptId: shown?.attemptId,
      validityMs: Number.parseInt(message.android?.ttl ?? "", 10) * 1_000 || undefined,
      letter: shown?.letter ?? { text: "" },
      onReport: (report) => tellOf(callbacks, shown?.receiptUrl, report),
    });
    if (!verdict.taken) {
      if (verdict.why === "throttled") return throttled(Math.ceil(verdict.retryAfterMs / 1_000));
      return verdict.why === "unavailable" ? refuse("unavailable") : gone();
    }
    taken++;
    return { ...answer, isLost: verdict.isAnswerLost };
  }
}

interface FcmCall extends Asked {
  readonly request: FarEndRequest;
  readonly message: FcmMessage;
  /** What an app of ours makes of it. */
  readonly shown: DeviceMessage | undefined;
}

interface TokenCall extends Asked {
  readonly request: FarEndRequest;
}

function tokenCall(request: FarEndRequest): TokenCall {
  return { request, isSend: false };
}

function read(request: FarEndRequest): FcmCall {
  const { message = {}, isDraft } = parsed(request.body);
  const payload = message.android?.data?.relance;
  const shown = typeof payload === "string" ? deviceMessage(payload) : undefined;
  return { request, message, shown, isSend: !isDraft, attemptId: shown?.attemptId };
}

function parsed(body: Buffer): { readonly message?: FcmMessage; readonly isDraft: boolean } {
  try {
    const { message, validate_only: isDraft = false } = JSON.parse(body.toString());
    return { message, isDraft };
  } catch {
    return { isDraft: false };
  }
}

function refuse(mode: RefusalMode): FarEndReply {
  if (mode === "refuse") return gone();
  if (mode === "throttle") return throttled(1);
  return mode === "unauthorized"
    ? fcmError(401, "UNAUTHENTICATED", "invalid credentials")
    : fcmError(503, "UNAVAILABLE", "overloaded", "UNAVAILABLE");
}

function gone(): FarEndReply {
  return fcmError(404, "NOT_FOUND", "Requested entity was not found.", "UNREGISTERED");
}

function throttled(seconds: number): FarEndReply {
  return fcmError(429, "RESOURCE_EXHAUSTED", "Quota exceeded", "QUOTA_EXCEEDED", { "retry-after": String(seconds) });
}
