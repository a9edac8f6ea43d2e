import { createHmac } from "node:crypto";
import {
  answerReader,
  createHttpCaller,
  limitMs,
  namedErrors,
  parseJson,
  sameAsAny,
  type TimeLimit,
  textAt,
} from "@relance/provider-kit";
import { type Provider, type ReceiptKind, type ReceiptReader, WebhookError } from "@relance/spec";

interface PagerOptions {
  readonly url: string;
  readonly key: string;
  /** Signs the reports of the pager service. */
  readonly secret: string;
  /** Timeout of one request including its connection, such as `5s`. */
  readonly timeout?: TimeLimit;
}

export function pagerSms({ url, key, secret, timeout }: PagerOptions): Provider<"sms"> {
  const timeoutMs = limitMs(timeout, "5s");
  const caller = createHttpCaller({ provider: "pager", addresses: "any", timeoutMs });
  const errors = namedErrors({ unknown_subscriber: "bad-recipient", opted_out: "opted-out" });
  const statuses = namedErrors(); // the service uses HTTP statuses with their usual meaning
  const readAnswer = answerReader({ provider: "pager", ref: "id", errorCode: "error", errors, statuses });
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return {
    kind: "pager",
    channel: "sms",
    vendor: "in-house",
    capabilities: { receipts: true, replies: false },
    sendBudgetMs: timeoutMs + 500,
    async send({ to, content, attemptId, callbackUrl }, { signal }) {
      const body = JSON.stringify({ to, text: content.text, id: attemptId, callback: callbackUrl });
      return readAnswer(await caller.call({ method: "POST", url, headers, body, signal }), attemptId);
    },
    receipts: pagerReceipts(secret),
    close: () => caller.close(),
  };
}

const KINDS = new Map<string, ReceiptKind>([
  ["sent", "in-transit"],
  ["delivered", "delivered"],
  ["undelivered", "undelivered"],
  ["expired", "undelivered"],
]);

function pagerReceipts(secret: string): ReceiptReader {
  return {
    proof: "own-signature",
    verify({ headers, body }) {
      const signature = createHmac("sha256", secret).update(body).digest("hex");
      if (sameAsAny([signature], headers.get("x-gateway-signature") ?? "")) return;
      throw new WebhookError("webhook/bad-signature", "x-gateway-signature does not match");
    },
    parse({ body }) {
      const report = parseJson(Buffer.from(body).toString("utf8"));
      const field = (name: string) => textAt(report, [name]);
      const status = field("status");
      if (status === undefined) throw new WebhookError("webhook/unreadable", "the report has no status");
      const kind = KINDS.get(status);
      if (kind === undefined) return [];
      return [{ type: "receipt", kind, quality: "carrier", attemptId: field("reference"), ref: field("id") }];
    },
  };
}
