import { type AnswerItem, type InboundRequest, type ReceiptReader, type ReportItem, WebhookError } from "@relance/spec";

/**
 * Reads what a device posts (our service worker or an app): `{ kind, at }` about the attempt in the signed address:
 * `received`, `shown`, `clicked`, and `acknowledged` with the answer, the acknowledgement link and the displayed
 * content. The device signs nothing: the address is the proof, for an answer the link as well. The device reads whether
 * the answer was accepted; if not, the recipient can press again.
 */
export const deviceReceipts: ReceiptReader = { proof: "signed-url", parse, reply: { status: 204, anyOrigin: true } };

function parse({ url, body }: InboundRequest): readonly ReportItem[] {
  const report = readReport(body);
  const attemptId = URL.parse(url)?.searchParams.get("a") ?? "";
  if (attemptId === "" || typeof report !== "object" || report === null) return [];
  const kind = "kind" in report ? report.kind : undefined;
  const at = "at" in report && typeof report.at === "number" ? report.at : undefined;
  const about = { attemptId, occurredAt: at };
  const pressed = { type: "receipt", kind: "engaged", quality: "human", ...about } as const;
  switch (kind) {
    case "received":
      return [{ type: "receipt", kind: "delivered", quality: "device", ...about }];
    case "shown":
      return [{ type: "signal", kind, attemptId }];
    case "clicked":
      return [pressed];
    case "acknowledged":
      return [pressed, readAnswer(report, attemptId)];
    default:
      return [];
  }
}

function readAnswer(report: object, attemptId: string): AnswerItem {
  const told = report as Readonly<Record<string, unknown>>;
  const { ackUrl, answer, label, locale, hash } = told;
  const texts = { ackUrl, answer, label, locale, hash };
  if (!isTexts(texts)) {
    throw new WebhookError("webhook/unreadable", "an acknowledgement needs its link, answer and text");
  }
  const { pathname } = URL.parse(texts.ackUrl) ?? { pathname: "" };
  const token = pathname.slice(pathname.lastIndexOf("/") + 1);
  const shown = { hash: texts.hash, locale: texts.locale, label: texts.label };
  return { type: "answer", token, answer: texts.answer, attemptId, shown };
}

function isTexts<K extends string>(values: Record<K, unknown>): values is Record<K, string> {
  return Object.values(values).every((value) => typeof value === "string");
}

function readReport(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw new WebhookError("webhook/unreadable", "the device's report is not JSON");
  }
}
