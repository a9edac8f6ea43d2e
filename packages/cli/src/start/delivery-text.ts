import type { Delivery } from "relance";

/** What the delivery mode means for those who are about to be written to. */
export function deliveryText(delivery: Delivery = "capture"): string {
  if (delivery === "live") return "delivery: live. Messages LEAVE, to the people themselves.";
  if (delivery === "capture") {
    return "delivery: capture. NOTHING LEAVES: every message is kept in the store; relance outbox shows it.";
  }
  if ("allow" in delivery) {
    const rules = delivery.allow.length;
    return `delivery: allow. Messages leave only to what ${rules} rule${rules === 1 ? "" : "s"} allow; the rest is captured.`;
  }
  return "delivery: redirect. Every message goes to your own address; what has none is captured.";
}
