import { relance } from "./gateway.ts";

/** POST sends. GET returns the outcome, and waits for it as long as the host permits a request to take. */
export async function handler(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname.startsWith("/relance/")) return relance.handle(request);
  if (request.method === "POST") {
    const { id, mobile } = (await request.json()) as { id: string; mobile: string };
    const { status } = await relance.send({
      idempotencyKey: id,
      recipient: { key: id, contacts: { sms: mobile } },
      steps: [{ channel: "sms", content: { text: "Please confirm: {{ ack.url }}" } }],
    });
    return Response.json({ status });
  }
  const sends = await relance.campaigns.get("send");
  return Response.json(await sends.outcome(searchParams.get("id") ?? "", { timeout: "25s" }));
}

/** The host calls this function each minute to send what is due. */
export async function everyMinute(): Promise<void> {
  await relance.runOnce({ within: "50s" });
}
