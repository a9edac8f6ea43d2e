import { createECDH } from "node:crypto";
import { ConfigError, type Problem } from "@relance/spec";
import type { VapidKeys } from "./web-push-options.ts";

export const KIND = "web-push";

const BASE64URL = /^[A-Za-z0-9_-]+$/;

/**
 * Finds every mistake in the keys before anything is sent. A private key that does not belong to the public one
 * would otherwise show only as refusals of every single message.
 *
 * @throws {ConfigError} `config/invalid`
 */
export function checkKeys({ subject, publicKey, privateKey }: VapidKeys): void {
  const problems: Problem[] = [];
  const blame = (path: string, advice: string) => problems.push({ path: `vapid.${path}`, advice });
  if (!/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(subject)) {
    blame("subject", "write mailto:you@example.org or an https: address");
  }
  if (!isBase64url(publicKey, 65)) blame("publicKey", "write 65 bytes in URL-safe base64");
  if (!isBase64url(privateKey, 32)) blame("privateKey", "write 32 bytes in URL-safe base64");
  if (problems.length === 0 && publicKeyOf(privateKey) !== publicKey) {
    blame("privateKey", "write the one that belongs to vapid.publicKey");
  }
  if (problems.length > 0) throw new ConfigError("config/invalid", `${KIND} cannot be set up`, { problems });
}

function isBase64url(text: string, bytes: number): boolean {
  return BASE64URL.test(text) && Buffer.from(text, "base64url").length === bytes;
}

function publicKeyOf(privateKey: string): string | undefined {
  const curve = createECDH("prime256v1");
  try {
    curve.setPrivateKey(privateKey, "base64url");
  } catch {
    return undefined; // zero, or beyond the order of the curve
  }
  return curve.getPublicKey("base64url");
}
