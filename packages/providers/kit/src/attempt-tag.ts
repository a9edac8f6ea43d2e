import { hash } from "node:crypto";
import { isAttemptId } from "@relance/spec";

/**
 * Returns a tag for an attempt: its id, plus eight letters that identify gateway and provider. Some APIs post all
 * events of an account to every URL. The letters are then needed, because each store has its own attempt ids.
 * @param callbackUrl - The URL for reports about the attempt, which names gateway and provider.
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
