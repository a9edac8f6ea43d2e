import { hash, timingSafeEqual } from "node:crypto";

/** Returns whether `given` equals one of the expected values. The duration reveals no secret and no match. */
export function sameAsAny(expected: readonly (string | Uint8Array)[], given: string | Uint8Array): boolean {
  const digest = (text: string | Uint8Array) => hash("sha256", text, "buffer");
  return expected.reduce<boolean>((found, one) => timingSafeEqual(digest(one), digest(given)) || found, false);
}
