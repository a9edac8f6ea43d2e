import { createHash, timingSafeEqual } from "node:crypto";
import { WebhookError } from "@relance/spec";

/** Compares the bearer token with all allowed tokens in constant time. Comparing digests hides the length. */
export function isAuthorized(request: Request, tokens: readonly string[]): boolean {
  const given = digest(/^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "");
  const matches = tokens.filter((token) => timingSafeEqual(digest(token), given) && token !== "");
  return matches.length > 0;
}

export function authorize(request: Request, tokens: readonly string[]): void {
  if (isAuthorized(request, tokens)) return;
  throw new WebhookError("webhook/unauthorized", "send the header Authorization: Bearer <one of security.apiTokens>");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
