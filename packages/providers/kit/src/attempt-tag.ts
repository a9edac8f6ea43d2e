import { hash } from "node:crypto";
import { isAttemptId } from "@relance/spec";

/**
 * What names an attempt at a provider's API that posts every event of an account to every address that was registered
 * there: its id, and in eight letters the gateway and the provider that sent it.
 *
 * Attempt ids are unique in one store only: what staging sent must not bounce in production.
 *
 * @param callbackUrl Where reports about the attempt go; its path names gateway and provider, its query counts for
 * nothing.
 */
export function attemptTag(attemptId: string, callbackUrl: string | undefined): string {
  return callbackUrl === undefined ? attemptId : `${attemptId}-${placeOf(callbackUrl)}`;
}

/** The attempt that a tag names, if it was sent by the provider whose address received it. */
export function attemptIn(tag: string | undefined, receivedAt: string): string | undefined {
  const [attemptId = "", place] = tag?.split("-") ?? [];
  return isAttemptId(attemptId) && place === placeOf(receivedAt) ? attemptId : undefined;
}

function placeOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return hash("sha256", `${origin}${pathname}`, "hex").slice(0, 8);
}
