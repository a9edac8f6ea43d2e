import { RelanceError, type WebhookError } from "@relance/spec";

/** By family instead of by class, because a provider may come with its own copy of the words. */
export function isWebhookError(error: unknown): error is WebhookError {
  return RelanceError.is(error) && error.family === "webhook" && "status" in error;
}
