import { type InboundItem, type ReceiptReader, WebhookError } from "@relance/spec";

/**
 * Reads items as JSON. In a simulation they are handed over directly; this is for hosts that would rather have them
 * through their own webhook.
 */
export const receiptReader: ReceiptReader = {
  proof: "signed-url",
  parse({ body }) {
    const items = itemsIn(body);
    if (!items) throw new WebhookError("webhook/unreadable", "the body is no JSON list of items");
    return items;
  },
};

function itemsIn(body: Uint8Array): readonly InboundItem[] | undefined {
  try {
    const items: unknown = JSON.parse(new TextDecoder().decode(body));
    return Array.isArray(items) ? (items as readonly InboundItem[]) : undefined;
  } catch {
    return undefined;
  }
}
