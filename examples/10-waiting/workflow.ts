import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Outcome } from "relance";
import { relance } from "./gateway.ts";

export interface Order {
  readonly id: string;
  readonly mobile: string;
}

/** The order is delivered once the customer has confirmed the address, otherwise it is cancelled. */
export const deliver = DBOS.registerWorkflow(
  async (order: Order): Promise<string> => {
    const outcome = await DBOS.runStep(() => confirmed(order), { name: "confirmed" });
    return outcome.status === "confirmed" ? "delivered" : `cancelled: ${outcome.status}`;
  },
  { name: "deliver" },
);

/** After a crash, the repeated step finds the message by its key and continues to wait. */
async function confirmed({ id, mobile }: Order): Promise<Outcome> {
  const message = await relance.send({
    idempotencyKey: `order-${id}`,
    recipient: { key: id, contacts: { sms: mobile } },
    steps: [{ channel: "sms", content: { text: "Is your address still right? {{ ack.url }}" } }],
    deadline: "24h",
  });
  return message.outcome();
}
