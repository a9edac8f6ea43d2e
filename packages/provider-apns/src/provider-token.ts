import type { KeyObject } from "node:crypto";
import { SignJWT } from "jose";

/**
 * A token is good for an hour, and another one within 20 minutes is too many. Half an hour on the clock, so that all workers,
 * and those that start anew, change it together.
 */
const SLOT_SECONDS = 1_800;

/** Makes the token that proves us to APNs, and keeps it. */
export function createProviderToken(
  { key, keyId, teamId }: { readonly key: KeyObject; readonly keyId: string; readonly teamId: string },
  now: () => number,
): () => Promise<string> {
  let kept: { readonly issuedAt: number; readonly token: Promise<string> } | undefined;
  return () => {
    const issuedAt = Math.floor(now() / 1000 / SLOT_SECONDS) * SLOT_SECONDS;
    if (kept?.issuedAt !== issuedAt) {
      const header = { alg: "ES256", kid: keyId };
      const token = new SignJWT().setProtectedHeader(header).setIssuer(teamId).setIssuedAt(issuedAt).sign(key);
      kept = { issuedAt, token };
    }
    return kept.token;
  };
}
