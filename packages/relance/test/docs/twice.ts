import type { Relance } from "relance";

/** Notifies a customer that an order is ready. A repeated call sends nothing. Returns true for the first call. */
export async function orderReady(relance: Relance, order: string, mobile: string): Promise<boolean> {
  const { status } = await relance.send({
    idempotencyKey: `order-ready-${order}`,
    recipient: { key: order, contacts: { sms: mobile } },
    steps: [{ channel: "sms", content: { text: `Order ${order} is ready.` } }],
  });
  return status === "enrolled";
}
