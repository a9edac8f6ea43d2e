import { hash, type KeyObject } from "node:crypto";
import {
  applePayload,
  appToken,
  assertFits,
  byWord,
  collapseId,
  createHttp2Caller,
  deviceReceipts,
  fieldPath,
  type HttpAnswer,
  MEANINGS,
  namedErrors,
  parseJson,
  readLimits,
  readTime,
  refusal,
  statusClass,
  textAt,
} from "@relance/provider-kit";
import {
  type AppAddress,
  type Message,
  type Provider,
  type ProviderError,
  type ProviderErrorCode,
  vendorCode,
} from "@relance/spec";
import { SignJWT } from "jose";
import { type ApnsOptions, KIND, readOptions } from "./apns-options.ts";

const CONCURRENCY = 100;
/** A token with a valid form that belongs to no device. APNs' answer to this token shows whether the key is valid. */
const TOKEN_OF_NO_DEVICE = "0".repeat(64);
/** Sends notifications to an app on iPhones and iPads. The app sends the receipts: `received`, then `clicked`. */
export function apnsApp(options: ApnsOptions): Provider<"app"> {
  const { signingKey, endpoint } = readOptions(options);
  const { keyId, teamId, receipts = true, ca } = options;
  const { timeoutMs, limits } = readLimits(options, CONCURRENCY);
  const { now = Date.now } = options;
  const caller = createHttp2Caller({ provider: KIND, origin: endpoint, timeoutMs, ca });
  const providerToken = createProviderToken({ key: signingKey, keyId, teamId }, now);
  let isProven = false; // true after APNs has accepted a token in the configured environment

  async function post(token: string, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal) {
    const authorization = `bearer ${await providerToken()}`;
    const url = new URL(`/3/device/${token}`, endpoint);
    return caller.call({ method: "POST", url, headers: { ...headers, authorization }, body, signal });
  }

  function assertTaken(answer: HttpAnswer): void {
    if (answer.status === 200 || answer.status === 410) isProven = true;
    if (answer.status !== 200) throw refused(answer, isProven);
  }

  return {
    kind: KIND,
    channel: "app",
    vendor: "apple",
    capabilities: { receipts, replies: false },
    ...limits,
    ...(receipts ? { receipts: deviceReceipts } : {}),
    meaningOf: explainReason,
    async send(message, { signal }) {
      const token = deviceToken(message.to);
      const answer = await post(token, messageHeaders(message, options, now()), payloadText(message), signal);
      assertTaken(answer);
      const [ref = apnsId(message.attemptId)] = [answer.headers["apns-id"]].flat();
      return { ref };
    },
    async probe({ signal }) {
      const message = { attemptId: "probe", content: { title: "", body: "" }, validityMs: 0 };
      const headers = messageHeaders(message, options, now());
      const answer = await post(TOKEN_OF_NO_DEVICE, headers, '{"aps":{}}', signal);
      if (answer.status !== 200 && readReason(answer) !== "BadDeviceToken") throw refused(answer, isProven);
    },
    close: () => caller.close(),
  };
}

/** Values of APNs' `reason` that are more specific than the HTTP status. */
const ERRORS = namedErrors(
  byWord({
    "bad-recipient": "MissingDeviceToken, Unregistered, ExpiredToken",
    "recipient-unavailable": "TooManyRequests", // throttles only this device
    account: "BadTopic, MissingTopic, TopicDisallowed, InvalidPushType",
    "bad-content": "BadCollapseId, BadExpirationDate, BadMessageId, BadPriority, PayloadEmpty, PayloadTooLarge",
  }),
);

const BAD_TOKEN = "BadDeviceToken";

const REASON = fieldPath("reason");
const TIMESTAMP = fieldPath("timestamp");

function explainReason(reason: string): ProviderErrorCode | undefined {
  return reason === BAD_TOKEN ? MEANINGS["bad-recipient"].code : ERRORS.get(reason)?.code;
}

function readReason({ text }: HttpAnswer): string {
  return textAt(parseJson(text), REASON) ?? "";
}

/** Creates the error. A wrong `environment` also causes `BadDeviceToken`, except if `isProven`. */
function refused(answer: HttpAnswer, isProven: boolean): ProviderError {
  const { status, text } = answer;
  const reason = readReason(answer);
  const meaning =
    reason === BAD_TOKEN && isProven ? MEANINGS["bad-recipient"] : (ERRORS.get(reason) ?? statusClass(status));
  const told = vendorCode(reason);
  const since = readTime(textAt(parseJson(text), TIMESTAMP));
  const words = [
    `HTTP ${status}`,
    ...(told === undefined ? [] : [`code ${told}`]),
    ...(since === undefined ? [] : [`since ${new Date(since).toISOString()}`]),
  ];
  return refusal(KIND, meaning, { message: words.join(", "), vendorCode: told });
}

/** APNs stores a message for an offline device for at most 30 days. */
const LONGEST_MS = 30 * 86_400_000;
const MOST_BYTES = 4_096;

/** Reads a device token in hex, of any length. @throws {ProviderError} `provider/bad-recipient` */
function deviceToken(to: AppAddress): string {
  const token = appToken(KIND, "apns", to);
  if (/^(?:[0-9a-f]{2}){8,100}$/i.test(token)) return token;
  const meaning = { code: "provider/bad-recipient", disposition: "reject", addressPermanent: true } as const;
  throw refusal(KIND, meaning, { message: "the address is not a device token" });
}

function messageHeaders(
  { attemptId, content, validityMs = LONGEST_MS }: Pick<Message<"app">, "attemptId" | "content" | "validityMs">,
  { topic, priority = "high" }: ApnsOptions,
  now: number,
): Readonly<Record<string, string>> {
  const collapse = collapseId(content.tag);
  return {
    "apns-id": apnsId(attemptId),
    "apns-push-type": "alert",
    "apns-topic": topic,
    "apns-priority": priority === "high" ? "10" : "5",
    "apns-expiration": String(Math.floor((now + Math.min(validityMs, LONGEST_MS)) / 1000)),
    ...(collapse === undefined ? {} : { "apns-collapse-id": collapse }),
  };
}

/** Derives a UUID from the attempt id (RFC 9562, version 8), so that a repeated request has the same UUID. */
function apnsId(attemptId: string): string {
  const hex = hash("sha256", `apns-id ${attemptId}`, "hex");
  const variant = "89ab".charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, variant + hex.slice(17, 20)];
  return [...parts, hex.slice(20, 32)].join("-");
}

function payloadText(message: Message<"app">): string {
  const text = JSON.stringify(applePayload(message));
  assertFits(KIND, text, MOST_BYTES);
  return text;
}

/** APNs permits one new token every 20 minutes, so all workers renew their token at the same half hours. */
const SLOT_SECONDS = 1_800;

function createProviderToken(
  { key, keyId, teamId }: { readonly key: KeyObject; readonly keyId: string; readonly teamId: string },
  now: () => number,
): () => Promise<string> {
  let kept: { readonly issuedAt: number; readonly token: Promise<string> } | undefined;
  return () => {
    const issuedAt = Math.floor(now() / 1000 / SLOT_SECONDS) * SLOT_SECONDS;
    if (kept?.issuedAt !== issuedAt) {
      const header = { alg: "ES256", kid: keyId };
      const token = new SignJWT().setProtectedHeader(header).setIssuer(teamId).setIssuedAt(issuedAt).sign(key);
      kept = { issuedAt, token };
    }
    return kept.token;
  };
}
