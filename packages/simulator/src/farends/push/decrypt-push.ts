import { createDecipheriv, hkdfSync } from "node:crypto";
import type { PushDevice } from "../../audience/push-device.ts";

const SALT_BYTES = 16;
const HEADER_BYTES = 21;
const TAG_BYTES = 16;
const KEY_BYTES = 65;
const LAST_RECORD = 2;

/**
 * Opens the body of a push message with its device's private key (RFC 8291 over RFC 8188, one record, as every
 * push service wants it). `undefined` = not meant for this device, or damaged.
 */
export function decryptPush(device: PushDevice, body: Buffer): Buffer | undefined {
  const keyBytes = body[HEADER_BYTES - 1];
  if (keyBytes !== KEY_BYTES || body.length < HEADER_BYTES + KEY_BYTES + TAG_BYTES + 1) return undefined;
  const salt = body.subarray(0, SALT_BYTES);
  const sender = body.subarray(HEADER_BYTES, HEADER_BYTES + KEY_BYTES);
  try {
    const { key, nonce } = secretsOf(device, salt, sender);
    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    const record = body.subarray(HEADER_BYTES + KEY_BYTES, -TAG_BYTES);
    return withoutPadding(Buffer.concat([decipher.update(record), decipher.final()]));
  } catch {
    return undefined;
  }
}

function secretsOf(device: PushDevice, salt: Buffer, sender: Buffer): { key: Buffer; nonce: Buffer } {
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
