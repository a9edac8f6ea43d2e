import type { IncomingHttpHeaders } from "node:http";
import type { FarEndReply } from "../http/http-far-end.ts";
import { readVapid, type VapidClaims } from "./vapid.ts";

/** The largest body that push services take. */
const MAX_PUSH_BYTES = 4_096;
const DAY_SECONDS = 86_400;
const URGENCIES = new Set(["very-low", "low", "normal", "high"]);
const KEPT_TOKENS = 1_000;

/** What a push service looks at before it takes a message: the refusal, or `undefined` when nothing is wrong. */
export type PushCheck = (headers: IncomingHttpHeaders, body: Buffer) => FarEndReply | undefined;

/**
 * Checks the form of a push message as browsers' services do: a VAPID token for this origin, TTL, encryption, size.
 *
 * @param now seconds, to refuse expired tokens; absent = expiry is not looked at, for senders on campaign time
 */
export function createPushCheck(origin: () => string, now: (() => number) | undefined): PushCheck {
  const known = new Map<string, VapidClaims | undefined>();
  return ({ authorization, ttl, urgency, topic, "content-encoding": encoding }, body) => {
    const claims = claimsOf(authorization ?? "");
    if (!claims || claims.audience !== origin()) return pushError(401, 109, "invalid VAPID authorization");
    if (now && (claims.expiry <= now() || claims.expiry > now() + DAY_SECONDS)) {
      return pushError(401, 109, "the VAPID token is expired or lives too long");
    }
    if (typeof ttl !== "string" || !/^\d+$/.test(ttl)) return pushError(400, 111, "TTL is missing");
    if (urgency !== undefined && !URGENCIES.has(String(urgency))) return pushError(400, 110, "unknown urgency");
    if (topic !== undefined && !/^[\w-]{1,32}$/.test(String(topic))) return pushError(400, 113, "bad topic");
    if (body.length > MAX_PUSH_BYTES) return pushError(413, 104, "the payload is too large");
    if (body.length > 0 && encoding !== "aes128gcm") return pushError(400, 110, "not encrypted with aes128gcm");
    return undefined;
  };

  function claimsOf(authorization: string): VapidClaims | undefined {
    if (!known.has(authorization)) {
      // Senders use one token for hours; proving it again for each message would be the whole cost of the fake.
      if (known.size >= KEPT_TOKENS) known.clear();
      known.set(authorization, readVapid(authorization));
    }
    return known.get(authorization);
  }
}

/** A refusal in the words that push services share. */
export function pushError(
  code: number,
  errno: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
): FarEndReply {
  return {
    status: code,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ code, errno, message }),
  };
}
