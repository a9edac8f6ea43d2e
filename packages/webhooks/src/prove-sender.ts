import { type InboundRequest, isAttemptId, type ReceiptReader, RelanceError, WebhookError } from "@relance/spec";
import type { Call } from "./route.ts";

/**
 * Lets the provider check the API's own signature. Any error of the check refuses the report.
 * @throws {WebhookError} `webhook/bad-signature`, `webhook/stale`
 */
export async function proveSender(
  reader: ReceiptReader,
  inbound: InboundRequest,
  onError: (error: unknown) => void,
): Promise<void> {
  if (reader.proof === "own-signature" && reader.verify === undefined) {
    throw new WebhookError("webhook/bad-signature", "this provider cannot check the API's signature");
  }
  try {
    await reader.verify?.(inbound);
  } catch (error) {
    if (isWebhookError(error)) throw error;
    onError(error);
    throw new WebhookError("webhook/bad-signature", "the signature could not be checked");
  }
}

/** Compares the family, not the class, because a provider may use its own copy of relance. */
export function isWebhookError(error: unknown): error is WebhookError {
  return RelanceError.is(error) && error.family === "webhook" && "status" in error;
}

/** `attempt`: the address was signed for one attempt. `sender`: the API or its address is authenticated. */
export interface ReportScope {
  readonly covers: "attempt" | "sender";
  /** The attempt that our signature covers, for items without an attempt. */
  readonly attemptId: string | undefined;
}

/**
 * Checks our signature `s` in the address, before the body is read. `a` is the attempt, if the address is for one
 * attempt. An API with its own signature needs no `s`, but `a` counts only with `s`, because not every API's signature
 * covers the query.
 * @throws {WebhookError} `webhook/bad-signature`
 */
export function proveAddress({ port, subject, url }: Call, reader: ReceiptReader): ReportScope {
  const asked = url.searchParams.get("a") ?? "";
  const isOurForm = asked === "" || isAttemptId(asked);
  const isProven = isOurForm && port.verifyCallback(subject, asked, url.searchParams.get("s") ?? "");
  const attemptId = isProven && asked !== "" ? asked : undefined;
  if (reader.proof === "own-signature") return { covers: "sender", attemptId };
  if (isProven) return { covers: asked === "" ? "sender" : "attempt", attemptId };
  const message = "the query parameters a and s must be an attempt id and its signature";
  throw new WebhookError("webhook/bad-signature", message);
}
