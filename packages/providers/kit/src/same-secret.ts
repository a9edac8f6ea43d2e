import { hash, timingSafeEqual } from "node:crypto";

/** Returns whether `given` equals a secret. The duration reveals neither a secret nor which secret matched. */
export function sameAsAny(expected: readonly (string | Uint8Array)[], given: string | Uint8Array): boolean {
  const digest = (text: string | Uint8Array) => hash("sha256", text, "buffer");
  return expected.reduce<boolean>((found, one) => timingSafeEqual(digest(one), digest(given)) || found, false);
}
