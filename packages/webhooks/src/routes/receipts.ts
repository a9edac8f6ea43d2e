import { type AnswerItem, type InboundReply, type RecordAnswer, WebhookError } from "@relance/spec";
import { admitReport } from "../admit-report.ts";
import { isWebhookError, proveAddress, proveSender } from "../prove-sender.ts";
import { readBody } from "../read-body.ts";
import { unknownLink } from "../refusal.ts";
import type { Call } from "../route.ts";

const MAX_BYTES = 256;

/** `POST /ingress-check` receives the gateway's own test request, which proves that the public URL is reachable. */
export async function ingressCheck({ port, request, gate }: Call): Promise<Response> {
  const token = Buffer.from(await readBody(request, MAX_BYTES)).toString("latin1");
  if (!(await port.isOwnRequest(gate.enter(request, "i", token)))) {
    gate.missed(request);
    throw new WebhookError("webhook/bad-signature", "this test request was not signed by this gateway, or has expired");
  }
  return new Response(null, { status: 204 });
}

/** Stores receipts and replies before it responds: after a 2xx response, providers do not repeat a request. */
export async function receiveReport(call: Call): Promise<Response> {
  const { port, request, subject: provider } = call;
  const reader = port.provider(provider)?.receipts;
  if (reader === undefined)
    throw new WebhookError("webhook/not-found", "no configured provider of that name sends reports over HTTP");
  const scope = proveAddress(call, reader);
  const body = await readBody(request, Math.max(call.maxReportBytes, reader.maxBytes ?? 0));
  const inbound = { method: request.method, url: call.address, headers: request.headers, body };
  await proveSender(reader, inbound, call.onError);
  const evidence = request.method === "GET" ? Buffer.from(call.url.search) : body;
  try {
    const { items, presses } = await readItems(call, async () => admitReport(await reader.parse(inbound), scope));
    if (items.length > 0) countRefused(call, await port.record(provider, items, evidence));
    for (const press of presses) await recordPress(call, press);
  } catch (error) {
    const nonce = isWebhookError(error) ? reader.nonce?.(inbound) : undefined;
    if (nonce !== undefined) await port.record(provider, [{ type: "signal", kind: "received", nonce }], evidence);
    throw error;
  }
  return committed(reader.reply);
}

/** Refuses a report that the provider's adapter cannot parse. The status is 4xx, so that no sender can cause alerts. */
async function readItems<T>(call: Call, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isWebhookError(error)) throw error;
    call.onError(error);
    throw new WebhookError("webhook/unreadable", "the provider's reader could not read this report");
  }
}

/** Counts unusable items. If every item is unusable, refuses the request, so that the provider repeats it. */
function countRefused({ port }: Call, answers: readonly RecordAnswer[]): void {
  const refused = answers.filter((answer) => answer.status === "refused");
  if (refused.length > 0 && refused.length === answers.length)
    throw new WebhookError("webhook/unreadable", `no item could be stored: ${refused[0]?.code ?? "unusable"}`);
  for (const answer of refused) port.refused(answer.code ?? "webhook/unreadable");
}

function committed(reply: InboundReply = {}): Response {
  const { contentType = "text/plain; charset=utf-8", body } = reply;
  const status = reply.status ?? (body === undefined ? 204 : 200);
  const isEmpty = body === undefined || status === 204 || status === 205;
  const headers: Record<string, string> = {
    ...(isEmpty ? {} : { "content-type": contentType }),
    ...(reply.anyOrigin === true ? { "access-control-allow-origin": "*" } : {}),
  };
  return new Response(isEmpty ? null : body, { status, headers });
}

/** Records an answer that was pressed in the message itself. The limits are those of a press on the page. */
async function recordPress(call: Call, { token, answer, shown }: AnswerItem): Promise<void> {
  const admitted = call.gate.enter(call.request, "a", token);
  const result = await call.port.answer(admitted, answer, shown);
  if (result === undefined) throw unknownLink(call);
  if (result.status === "refused") throw new WebhookError("webhook/unreadable", "this answer is not accepted");
}
