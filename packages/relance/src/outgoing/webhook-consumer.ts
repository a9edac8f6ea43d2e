import type { WebhookConsumer, WebhookPayload } from "@relance/core";
import type { ReadWebhook } from "./read-webhooks.ts";
import { signedPoster } from "./signed-poster.ts";

/** Takes what webhooks are told, by the webhook's name, in the place of a request. */
export type PostInstead = (webhook: string, payload: WebhookPayload) => Promise<void>;

/** One of the caller's systems, as the engine tells it. */
export function webhookConsumer(
  { target, ...consumer }: ReadWebhook,
  post: PostInstead | undefined,
): WebhookConsumer & { close(): Promise<void> } {
  if (post === undefined) return { ...consumer, ...signedPoster(target) };
  return { ...consumer, post: (payload) => post(consumer.name, payload), close: async () => {} };
}
