import { type InboundRequest, isAttemptId, type ReceiptReader, RelanceError, WebhookError } from "@relance/spec";
import type { Call } from "./route.ts";

/**
 * Lets the provider's adapter check the signature of its API. If the check throws, the report is refused.
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

/** Checks the error's properties instead of its class, because a provider may use another copy of relance. */
export function isWebhookError(error: unknown): error is WebhookError {
  return RelanceError.is(error) && error.family === "webhook" && "status" in error;
}

/** `attempt`: the URL was signed for one attempt. `sender`: the signature of the API or of its URL is valid. */
export interface ReportScope {
  readonly covers: "attempt" | "sender";
  /** The attempt in the signed URL, for items that name no attempt. */
  readonly attemptId: string | undefined;
}

/**
 * Checks our signature `s` in the URL before the body is read. `a` is the attempt if the URL was created for one
 * attempt. An API that signs its requests needs no `s`. The attempt `a` counts only with `s`, because some APIs do not
 * sign the query.
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
