import { createPublicKey, type KeyObject, verify } from "node:crypto";

const FORM = /^vapid\s+(?=.*\bt=([\w.-]+))(?=.*\bk=([\w-]+))/i;
const UNCOMPRESSED = 4;

/** What a valid VAPID header claims (RFC 8292). */
export interface VapidClaims {
  readonly audience: string;
  /** Seconds since 1970. */
  readonly expiry: number;
}

/** Reads an `Authorization: vapid t=…, k=…` and proves its signature; `undefined` = not one of ours to accept. */
export function readVapid(authorization: string | undefined): VapidClaims | undefined {
  const [, token, key] = FORM.exec(authorization ?? "") ?? [];
  const [head, payload, signature] = token?.split(".") ?? [];
  if (!head || !payload || !signature || !key) return undefined;
  const header = jsonPart(head);
  const claims = jsonPart(payload);
  const publicKey = publicKeyOf(key);
  if (header?.alg !== "ES256" || !publicKey || !claims) return undefined;
  const signed = Buffer.from(`${head}.${payload}`);
  const proof = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
  if (!verify("sha256", signed, proof, Buffer.from(signature, "base64url"))) return undefined;
  const { aud, exp, sub } = claims;
  if (typeof aud !== "string" || typeof exp !== "number") return undefined;
  if (sub !== undefined && !/^(mailto:|https:)/.test(String(sub))) return undefined;
  return { audience: aud, expiry: exp };
}

function jsonPart(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString()) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function publicKeyOf(key: string): KeyObject | undefined {
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
