import { createECDH } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { PushDevice } from "../../src/index.ts";
import { decryptPush } from "../../src/outside/push/check-push.ts";

const vector = JSON.parse(readFileSync(new URL("../fixtures/rfc8291.json", import.meta.url), "utf8"));

function device(): PushDevice {
  const keys = createECDH("prime256v1");
  keys.setPrivateKey(Buffer.from(vector.ua_private, "base64url"));
  const auth = Buffer.from(vector.auth, "base64url");
  const subscription = { endpoint: "", keys: { p256dh: vector.ua_public, auth: vector.auth } };
  return { keys, auth, subscription };
}

describe("a device's decryption", () => {
  it("decrypts the message of RFC 8291", () => {
    const body = Buffer.from(vector.body, "base64url");
    expect(decryptPush(device(), body)?.toString()).toBe(vector.plaintext);
  });

  it("decrypts nothing after a change in any byte of key, text or tag", () => {
    const body = Buffer.from(vector.body, "base64url");
    for (let index = 0; index < body.length; index++) {
      if (index >= 16 && index < 20) continue; // the encryption does not authenticate the record size
      const changed = Buffer.from(body);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(decryptPush(device(), changed)).toBeUndefined();
    }
  });

  it("decrypts nothing that is truncated or empty", () => {
    const body = Buffer.from(vector.body, "base64url");
    for (const length of [0, 20, 86, body.length - 1]) {
      expect(decryptPush(device(), body.subarray(0, length))).toBeUndefined();
    }
  });
});
