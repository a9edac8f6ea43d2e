import { createDecipheriv, createPublicKey, hkdfSync, type KeyObject, verify } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { PushDevice } from "../../audience/audience.ts";
import type { FakeVendorReply } from "../http/http-fake-vendor.ts";
import { jsonObject } from "../json-object.ts";

const SALT_BYTES = 16;
const HEADER_BYTES = 21;
const TAG_BYTES = 16;
const KEY_BYTES = 65;
const LAST_RECORD = 2;

/**
 * Decrypts a push message with its device's private key (RFC 8291, RFC 8188). Returns `undefined` if the message is
 * damaged or for another device.
 */
export function decryptPush(device: PushDevice, body: Buffer): Buffer | undefined {
  const keyBytes = body[HEADER_BYTES - 1];
  if (keyBytes !== KEY_BYTES || body.length < HEADER_BYTES + KEY_BYTES + TAG_BYTES + 1) return undefined;
  const salt = body.subarray(0, SALT_BYTES);
  const sender = body.subarray(HEADER_BYTES, HEADER_BYTES + KEY_BYTES);
  try {
    const { key, nonce } = deriveSecrets(device, salt, sender);
    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    const record = body.subarray(HEADER_BYTES + KEY_BYTES, -TAG_BYTES);
    return withoutPadding(Buffer.concat([decipher.update(record), decipher.final()]));
  } catch {
    return undefined;
  }
}

function deriveSecrets(device: PushDevice, salt: Buffer, sender: Buffer): { key: Buffer; nonce: Buffer } {
  const shared = device.keys.computeSecret(sender);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), device.keys.getPublicKey(), sender]);
  const material = derive(shared, device.auth, info, 32);
  return {
    key: derive(material, salt, "Content-Encoding: aes128gcm\0", 16),
    nonce: derive(material, salt, "Content-Encoding: nonce\0", 12),
  };
}

function derive(secret: Buffer, salt: Buffer, info: string | Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, bytes));
}

function withoutPadding(record: Buffer): Buffer | undefined {
  let end = record.length - 1;
  while (end >= 0 && record[end] === 0) end--;
  return record[end] === LAST_RECORD ? record.subarray(0, end) : undefined;
}

const FORM = /^vapid\s+(?=.*\bt=([\w.-]+))(?=.*\bk=([\w-]+))/i;
const UNCOMPRESSED = 4;

/**
 * Verifies `Authorization: vapid t=…, k=…` (RFC 8292) and returns its audience, or `undefined` for an invalid header.
 * Does not check the expiry, because senders may use simulated time.
 */
function readVapid(authorization: string): string | undefined {
  const [, token, key] = FORM.exec(authorization) ?? [];
  const [head, payload, signature] = token?.split(".") ?? [];
  if (!head || !payload || !signature || !key) return undefined;
  const header = jsonPart(head);
  const claims = jsonPart(payload);
  const publicKey = parsePublicKey(key);
  if (header?.alg !== "ES256" || !publicKey || !claims) return undefined;
  const signed = Buffer.from(`${head}.${payload}`);
  const proof = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
  if (!verify("sha256", signed, proof, Buffer.from(signature, "base64url"))) return undefined;
  const { aud, exp, sub } = claims;
  if (typeof aud !== "string" || typeof exp !== "number") return undefined;
  if (sub !== undefined && !/^(mailto:|https:)/.test(String(sub))) return undefined;
  return aud;
}

function jsonPart(part: string): Readonly<Record<string, unknown>> | undefined {
  return jsonObject(Buffer.from(part, "base64url").toString());
}

function parsePublicKey(key: string): KeyObject | undefined {
  const point = Buffer.from(key, "base64url");
  if (point.length !== 65 || point[0] !== UNCOMPRESSED) return undefined;
  const x = point.subarray(1, 33).toString("base64url");
  const y = point.subarray(33).toString("base64url");
  try {
    return createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  } catch {
    return undefined;
  }
}

const MAX_PUSH_BYTES = 4_096;
const URGENCIES = new Set(["very-low", "low", "normal", "high"]);
const KEPT_TOKENS = 1_000;

/** Returns the refusal of an invalid message, or `undefined` for a valid message. */
export type PushCheck = (headers: IncomingHttpHeaders, body: Buffer) => FakeVendorReply | undefined;

/** Checks a push message as the services of browsers do: a VAPID token for this origin, TTL, encryption and size. */
export function createPushCheck(origin: () => string): PushCheck {
  const known = new Map<string, string | undefined>();
  return ({ authorization, ttl, urgency, topic, "content-encoding": encoding }, body) => {
    if (readAudience(authorization ?? "") !== origin()) return pushError(401, 109, "invalid VAPID authorization");
    if (typeof ttl !== "string" || !/^\d+$/.test(ttl)) return pushError(400, 111, "TTL is missing");
    if (urgency !== undefined && !URGENCIES.has(String(urgency))) return pushError(400, 110, "unknown urgency");
    if (topic !== undefined && !/^[\w-]{1,32}$/.test(String(topic))) return pushError(400, 113, "bad topic");
    if (body.length > MAX_PUSH_BYTES) return pushError(413, 104, "the payload is too large");
    if (body.length > 0 && encoding !== "aes128gcm") return pushError(400, 110, "not encrypted with aes128gcm");
    return undefined;
  };

  function readAudience(authorization: string): string | undefined {
    if (!known.has(authorization)) {
      // verified tokens are cached, because senders use one token for hours and verification is slow
      if (known.size >= KEPT_TOKENS) known.clear();
      known.set(authorization, readVapid(authorization));
    }
    return known.get(authorization);
  }
}

export function pushError(
  code: number,
  errno: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
): FakeVendorReply {
  return {
    status: code,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ code, errno, message }),
  };
}
