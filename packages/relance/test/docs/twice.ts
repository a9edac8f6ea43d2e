import type { Relance } from "relance";

/** Says that an order is ready. May be called again when it is not known whether it was; true = it was the first time. */
export async function orderReady(gateway: Relance, order: string, mobile: string): Promise<boolean> {
  const { status } = await gateway.send({
    idempotencyKey: `order-ready-${order}`,
    recipient: { key: order, contacts: { sms: mobile } },
    steps: [{ channel: "sms", content: { text: `Order ${order} is ready.` } }],
  });
  return status === "enrolled";
}
