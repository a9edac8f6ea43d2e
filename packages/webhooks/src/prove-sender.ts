import { type InboundRequest, type ReceiptReader, WebhookError } from "@relance/spec";
import { isWebhookError } from "./is-webhook-error.ts";

/**
 * Lets the provider check the far end's own signature. A check that fails in any other way than by saying so
 * refuses as well.
 *
 * @throws {WebhookError} `webhook/bad-signature`, `webhook/stale`
 */
export async function proveSender(
  reader: ReceiptReader,
  inbound: InboundRequest,
  onError: (error: unknown) => void,
): Promise<void> {
  if (reader.proof === "own-signature" && reader.verify === undefined) {
    throw new WebhookError("webhook/bad-signature", "this provider cannot check the far end's signature");
  }
  try {
    await reader.verify?.(inbound);
  } catch (error) {
    if (isWebhookError(error)) throw error;
    onError(error);
    throw new WebhookError("webhook/bad-signature", "the signature could not be checked");
  }
}
