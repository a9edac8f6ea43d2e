import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { hmacSha256, type Mac } from "@relance/encryption";
import type { Signer } from "@relance/spec";

const SIGNATURE_LENGTH = 16;

/**
 * Signs with the newest secret, and verifies with all of them. Each purpose has its own key, so that an opt-out link
 * cannot be used to acknowledge. Without index secrets, the *oldest* secret hashes contacts, so that no hash changes.
 */
export function secretSigner(secrets: readonly string[], indexSecrets: readonly string[] = []): Signer {
  const [newest = ""] = secrets;
  const [indexSecret = secrets.at(-1) ?? "", ...older] = indexSecrets;
  const indexKey = derive(indexSecret, "index");
  const olderKeys = older.map((secret) => derive(secret, "index"));
  const macs = new Map<string, Mac>();
  const createMac = (secret: string, purpose: string): Mac => {
    const name = `${purpose} ${secret}`;
    const mac = macs.get(name) ?? hmacSha256(derive(secret, purpose));
    macs.set(name, mac);
    return mac;
  };
  const mac = (secret: string, purpose: string, id: string) =>
    createMac(secret, purpose)(id, "base64url").slice(0, SIGNATURE_LENGTH);
  return {
    sign: (purpose, id) => mac(newest, purpose, id),
    verify: (purpose, id, signature) => {
      const given = Buffer.from(signature);
      let isOurs = false;
      for (const secret of secrets) {
        const expected = Buffer.from(mac(secret, purpose, id));
        if (given.length === expected.length && timingSafeEqual(given, expected)) isOurs = true;
      }
      return isOurs;
    },
    digests: (value) => [digest(indexKey, value), ...olderKeys.map((key) => digest(key, value))],
  };
}

function digest(key: Buffer, value: string): string {
  return hash("sha256", Buffer.concat([key, Buffer.from(value)]), "base64url").slice(0, SIGNATURE_LENGTH);
}

function derive(secret: string, purpose: string): Buffer {
  return createHmac("sha256", secret).update(`relance ${purpose}`).digest();
}
