import { hash } from "node:crypto";
import { isAttemptId } from "@relance/spec";

/**
 * Returns a tag that identifies an attempt at an API which posts the events of an account to every registered address:
 * the attempt's id, and eight letters for gateway and provider. Attempt ids are unique within one store only; the tag
 * keeps the mails of a test system out of production.
 * @param callbackUrl The URL for reports about the attempt, whose path names gateway and provider.
 */
export function attemptTag(attemptId: string, callbackUrl: string | undefined): string {
  return callbackUrl === undefined ? attemptId : `${attemptId}-${placeOf(callbackUrl)}`;
}

/** Returns the attempt in a tag, if the provider at this address sent it. */
export function attemptIn(tag: string | undefined, receivedAt: string): string | undefined {
  const [attemptId = "", place] = tag?.split("-") ?? [];
  return isAttemptId(attemptId) && place === placeOf(receivedAt) ? attemptId : undefined;
}

function placeOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return hash("sha256", `${origin}${pathname}`, "hex").slice(0, 8);
}
