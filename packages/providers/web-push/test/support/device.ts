import { createDecipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from "node:crypto";
import type { PushSubscriptionLike } from "@relance/spec";

/** The browser's part of RFC 8291, with the private key. */
export interface Device {
  readonly subscription: PushSubscriptionLike;
  decrypt(body: Uint8Array): string;
}

export function createDevice(endpoint: string): Device {
  const curve = createECDH("prime256v1");
  curve.generateKeys();
  return deviceOf(endpoint, curve, randomBytes(16));
}

export function deviceOf(endpoint: string, curve: ECDH, auth: Buffer): Device {
  const publicKey = curve.getPublicKey();
  const keys = { p256dh: publicKey.toString("base64url"), auth: auth.toString("base64url") };
  return {
    subscription: { endpoint, keys },
    decrypt: (body) => decrypt(Buffer.from(body), { curve, publicKey, auth }),
  };
}

interface Keys {
  readonly curve: ECDH;
  readonly publicKey: Buffer;
  readonly auth: Buffer;
}

/** Decrypts by RFC 8188 with the keys of RFC 8291, independently of the sources. */
function decrypt(body: Buffer, { curve, publicKey, auth }: Keys): string {
  const salt = body.subarray(0, 16);
  const keyLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + keyLength);
  const record = body.subarray(21 + keyLength);
  const shared = curve.computeSecret(sender);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, sender]);
  const secret = Buffer.from(hkdfSync("sha256", shared, auth, info, 32));
  const key = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: aes128gcm\0", 16));
  const nonce = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: nonce\0", 12));
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString("utf8");
}
