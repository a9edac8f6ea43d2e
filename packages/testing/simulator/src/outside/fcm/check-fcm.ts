import { type KeyObject, verify } from "node:crypto";
import type { FakeVendorReply } from "../http/http-fake-vendor.ts";
import { jsonObject } from "../json-object.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface FcmMessage {
  readonly token?: string;
  readonly topic?: string;
  readonly android?: Fields & { readonly data?: Readonly<Record<string, string>>; readonly ttl?: string };
  readonly apns?: Fields;
}

const GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
const HOUR_SECONDS = 3_600;
const LONGEST_TTL_SECONDS = 2_419_200;
const MOST_BYTES = 4_096;

/**
 * Returns Google's error for an invalid request for an access token (RFC 7523). Does not check the age of the request.
 */
export function grantFault(
  form: URLSearchParams,
  account: string,
  audience: string,
  key: KeyObject,
): string | undefined {
  if (form.get("grant_type") !== GRANT) return "grant_type";
  const [head = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
  const { alg } = readFields(head);
  const { iss, aud, scope, iat, exp } = readFields(claims);
  const isGenuine = verify("sha256", Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url"));
  if (alg !== "RS256" || !isGenuine) return "Invalid JWT Signature.";
  if (iss !== account) return "Invalid grant: account not found";
  if (aud !== audience) return "Invalid JWT: Failed audience check.";
  if (scope !== SCOPE) return "scope";
  return Number(exp) - Number(iat) <= HOUR_SECONDS ? undefined : "Invalid JWT: Token must be short-lived (60 minutes)";
}

function readFields(part: string): Fields {
  return jsonObject(Buffer.from(part, "base64url").toString()) ?? {};
}

const NAMES = ["token", "topic", "android", "apns"];
const ANDROID_NAMES = ["collapse_key", "priority", "ttl", "data", "notification"];
const RESERVED = /^(from|message_type|google\..*|gcm\..*)$/;

export function messageFault(message: FcmMessage): FakeVendorReply | undefined {
  const { token, topic, android = {} } = message;
  const { ttl = "0s", priority = "NORMAL", data = {}, notification = {} } = android;
  const unknown =
    Object.keys(message).find((name) => !NAMES.includes(name)) ??
    Object.keys(android).find((name) => !ANDROID_NAMES.includes(name));
  const texts = [...Object.entries(data).flat(), ...Object.values(notification as Fields)];
  const bytes = Buffer.byteLength(texts.join(""));
  if (unknown !== undefined) return invalid(`Unknown name "${unknown}": Cannot find field.`);
  if (!/^\d+s$/.test(ttl) || Number.parseInt(ttl, 10) > LONGEST_TTL_SECONDS) return invalid("Invalid TTL");
  if (priority !== "HIGH" && priority !== "NORMAL") return invalid("Invalid value at 'message.android.priority'");
  if (Object.keys(data).some((name) => RESERVED.test(name))) return invalid("Invalid data payload key");
  if (Object.values(data).some((value) => typeof value !== "string")) return invalid("Invalid value (TYPE_STRING)");
  if (bytes > MOST_BYTES) return invalid("Android message is too big");
  return token === undefined && topic === undefined ? invalid("Recipient of the message is not set.") : undefined;
}

function invalid(message: string): FakeVendorReply {
  return fcmError(400, "INVALID_ARGUMENT", message, "INVALID_ARGUMENT");
}

/** Returns an error response in Google's format. `errorCode` is FCM's own code. */
export function fcmError(
  code: number,
  status: string,
  message: string,
  errorCode?: string,
  headers: Readonly<Record<string, string>> = {},
): FakeVendorReply {
  const type = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
  const details = errorCode === undefined ? undefined : [{ "@type": type, errorCode }];
  return {
    status: code,
    headers: { "content-type": "application/json; charset=UTF-8", ...headers },
    body: JSON.stringify({ error: { code, message, status, details } }),
  };
}
