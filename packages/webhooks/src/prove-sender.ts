import { type InboundRequest, isAttemptId, type ReceiptReader, RelanceError, WebhookError } from "@relance/spec";
import type { Call } from "./route.ts";

/** Refuses a report if the provider's adapter cannot check its signature. */
export async function proveSender(
  reader: ReceiptReader,
  inbound: InboundRequest,
  onError: (error: unknown) => void,
): Promise<void> {
  if (reader.proof === "own-signature" && reader.verify === undefined)
    throw new WebhookError("webhook/bad-signature", "this provider cannot check the API's signature");
  try {
    await reader.verify?.(inbound);
  } catch (error) {
    if (isWebhookError(error)) throw error;
    onError(error);
    throw new WebhookError("webhook/bad-signature", "the signature could not be checked");
  }
}

/** Checks the error's properties, not its class, because a provider may use another copy of relance. */
export function isWebhookError(error: unknown): error is WebhookError {
  return RelanceError.is(error) && error.family === "webhook" && "status" in error;
}

/** What a signature covers. `attempt`: reports about one attempt. `sender`: all reports of the provider. */
export interface ReportScope {
  readonly covers: "attempt" | "sender";
  /** The attempt in the signed URL. The attempt applies to items without an attempt id. */
  readonly attemptId: string | undefined;
}

/**
 * Before the body is read, checks our signature in the URL (`s`). The URL for one attempt also contains the attempt
 * (`a`). If the API signs its requests, `s` may be missing. `a` is then ignored, because the API's signature may not
 * cover it.
 * @throws {WebhookError} `webhook/bad-signature`
 */
export function proveAddress({ port, subject, url }: Call, reader: ReceiptReader): ReportScope {
  const asked = url.searchParams.get("a") ?? "";
  const isOurForm = asked === "" || isAttemptId(asked);
  const signature = url.searchParams.get("s") ?? "";
  const isProven = isOurForm && signature !== "" && port.verifyCallback(subject, asked, signature);
  const attemptId = isProven && asked !== "" ? asked : undefined;
  if (reader.proof === "own-signature") return { covers: "sender", attemptId };
  if (isProven) return { covers: asked === "" ? "sender" : "attempt", attemptId };
  const message = "the query parameters a and s must be an attempt id and its signature";
  throw new WebhookError("webhook/bad-signature", message);
}
