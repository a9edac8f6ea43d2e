import { createHmac, timingSafeEqual } from "node:crypto";
import type { Signer } from "@relance/spec";

/** Signs like a gateway: with the newest secret, and separately for each purpose. */
export function hmacSigner(...secrets: readonly string[]): Signer {
  const mac = (secret: string, purpose: string, id: string) =>
    createHmac("sha256", secret).update(`${purpose} ${id}`).digest("base64url").slice(0, 16);
  return {
    sign: (purpose, id) => mac(secrets[0] ?? "", purpose, id),
    verify: (purpose, id, signature) =>
      secrets.some((secret) => {
        const [given, expected] = [Buffer.from(signature), Buffer.from(mac(secret, purpose, id))];
        return given.length === expected.length && timingSafeEqual(given, expected);
      }),
    digests: (value) => [
      createHmac("sha256", secrets.at(-1) ?? "")
        .update(value)
        .digest("base64url")
        .slice(0, 16),
    ],
  };
}
