import { hash, timingSafeEqual } from "node:crypto";

/**
 * Compares a secret or a signature in constant time.
 *
 * Both sides are hashed first, so that the duration reveals neither content nor length.
 */
export function sameSecret(expected: string | Uint8Array, given: string | Uint8Array): boolean {
  return timingSafeEqual(hash("sha256", expected, "buffer"), hash("sha256", given, "buffer"));
}

/** True if `given` equals a secret. All secrets are compared, so the duration does not reveal which one matched. */
export function sameAsAny(expected: readonly (string | Uint8Array)[], given: string | Uint8Array): boolean {
  return expected.reduce<boolean>((found, one) => sameSecret(one, given) || found, false);
}
