import { createECDH, type ECDH } from "node:crypto";
import type { PushSubscriptionLike } from "@relance/spec";
import { hexOf } from "../world/seeded-random.ts";

/** A simulated browser: it owns the private half of its subscription. */
export interface PushDevice {
  readonly subscription: PushSubscriptionLike;
  readonly keys: ECDH;
  readonly auth: Buffer;
}

/** Last segment of a device's endpoint: the same in every run with that seed. */
export function pushTokenOf(seed: number, key: string): string {
  return hexOf(seed, ["push-token", key], 32);
}

/** The device behind a token. Its keys are real P-256 keys, drawn from the seed. */
export function pushDeviceOf(seed: number, token: string, endpoint: string): PushDevice {
  const keys = createECDH("prime256v1");
  // 256 drawn bits are a valid private key except for one in 2^32 draws; 248 bits always are.
  keys.setPrivateKey(Buffer.from(`01${hexOf(seed, ["push-key", token], 62)}`, "hex"));
  const auth = Buffer.from(hexOf(seed, ["push-auth", token], 32), "hex");
  return {
    keys,
    auth,
    subscription: {
      endpoint,
      keys: { p256dh: keys.getPublicKey("base64url"), auth: auth.toString("base64url") },
    },
  };
}
