import { hash } from "node:crypto";
import { isAttemptId } from "@relance/spec";

/**
 * Returns a tag that identifies an attempt: its id, and eight letters for gateway and provider. APIs that post an
 * account's events to every registered URL need the letters, because attempt ids are unique within one store only.
 * @param callbackUrl The URL for reports about the attempt, whose path names gateway and provider.
 */
export function attemptTag(attemptId: string, callbackUrl: string | undefined): string {
  return callbackUrl === undefined ? attemptId : `${attemptId}-${tagIn(callbackUrl)}`;
}

/** Returns the attempt id in a tag; `undefined` if the tag belongs to another gateway or provider. */
export function attemptIn(tag: string | undefined, receivedAt: string): string | undefined {
  const [attemptId = "", place] = tag?.split("-") ?? [];
  return isAttemptId(attemptId) && place === tagIn(receivedAt) ? attemptId : undefined;
}

function tagIn(address: string): string {
  const { origin, pathname } = new URL(address);
  return hash("sha256", `${origin}${pathname}`, "hex").slice(0, 8);
}
