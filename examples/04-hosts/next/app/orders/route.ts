// This route is app/orders/route.ts of a Next application. A server action can send with the same code.
import { gateway } from "../../lib/gateway.ts";

export const runtime = "nodejs";

/** Stores the message and answers before the worker sends it. A second request for the same order sends nothing. */
export async function POST(request: Request): Promise<Response> {
  const { order, phone } = await request.json();
  const relance = await gateway();
  const { status } = await relance.send({
    idempotencyKey: `order-${order}`,
    recipient: { key: order, contacts: { sms: phone } },
    steps: [{ channel: "sms", content: { text: `We have your order ${order}. Is it yours? {{ ack.url }}` } }],
  });
  return Response.json({ status }, { status: 202 });
}
