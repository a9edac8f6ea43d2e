import { createHash, timingSafeEqual } from "node:crypto";
import { WebhookError } from "@relance/spec";

/**
 * Compares the bearer token with every allowed one, always with all of them and in constant time. The comparison uses
 * digests, so that not even a length leaks.
 */
export function isAuthorized(request: Request, tokens: readonly string[]): boolean {
  const given = digest(/^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "");
  const matches = tokens.filter((token) => timingSafeEqual(digest(token), given) && token !== "");
  return matches.length > 0;
}

/** @throws {WebhookError} `webhook/unauthorized` */
export function authorize(request: Request, tokens: readonly string[]): void {
  if (isAuthorized(request, tokens)) return;
  throw new WebhookError("webhook/unauthorized", "send the header Authorization: Bearer <one of security.apiTokens>");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
