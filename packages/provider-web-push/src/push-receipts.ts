import { type InboundItem, type InboundRequest, type ReceiptReader, WebhookError } from "@relance/spec";

/**
 * Reads what our service worker posts: `{ kind: "received" | "shown" | "clicked", at }`, about the attempt that
 * the signed address names. Nothing in it is signed by the device, so the address alone is the proof.
 */
export const pushReceipts: ReceiptReader = { proof: "signed-url", parse };

function parse({ url, body }: InboundRequest): readonly InboundItem[] {
  const report = readReport(body);
  const attemptId = URL.parse(url)?.searchParams.get("a") ?? "";
  if (attemptId === "" || typeof report !== "object" || report === null) return [];
  const kind = "kind" in report ? report.kind : undefined;
  const at = "at" in report && typeof report.at === "number" ? report.at : undefined;
  const about = { attemptId, occurredAt: at };
  // one event of a kind per attempt: a second click tells nothing new
  if (kind === "received") {
    const eventId = `${attemptId}.received`;
    return [{ type: "receipt", kind: "delivered", quality: "device", eventId, ...about }];
  }
  if (kind === "clicked") {
    const eventId = `${attemptId}.clicked`;
    return [{ type: "receipt", kind: "engaged", quality: "human", eventId, ...about }];
  }
  return kind === "shown" ? [{ type: "signal", kind: "shown", ...about }] : [];
}

function readReport(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw new WebhookError("webhook/unreadable", "the service worker's report is not JSON");
  }
}
