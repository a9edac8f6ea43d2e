export type { OutgoingWebhook, OutgoingWebhooksConfig } from "./config.ts";
export { outgoingWebhooks } from "./outgoing-webhooks.ts";
export type { WebhookState } from "./status.ts";
