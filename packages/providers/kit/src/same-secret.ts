import { hash, timingSafeEqual } from "node:crypto";

/**
 * Returns whether `given` equals a secret. Both sides are hashed, and all secrets are compared, so the duration reveals
 * neither the content nor the matching secret.
 */
export function sameAsAny(expected: readonly (string | Uint8Array)[], given: string | Uint8Array): boolean {
  const digest = (text: string | Uint8Array) => hash("sha256", text, "buffer");
  return expected.reduce<boolean>((found, one) => timingSafeEqual(digest(one), digest(given)) || found, false);
}
