import { type AnswerItem, type InboundRequest, type ReceiptReader, type ReportItem, WebhookError } from "@relance/spec";
import { jsonBody } from "./field-path.ts";

/**
 * Reads the reports that our service worker or an app posts: `{ kind, at }` about the attempt in the signed URL. `kind`
 * is `received`, `shown`, `clicked`, or `acknowledged` with the answer, the acknowledgement link and the displayed
 * content. Devices do not sign their reports. A signed URL proves a report; an answer also needs the acknowledgement
 * link. If an answer is refused, the recipient can answer again.
 */
export const deviceReceipts: ReceiptReader = { proof: "signed-url", parse, reply: { status: 204, anyOrigin: true } };

function parse(request: InboundRequest): readonly ReportItem[] {
  const report = jsonBody(request);
  const attemptId = URL.parse(request.url)?.searchParams.get("a") ?? "";
  if (attemptId === "") return [];
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
  const { ackUrl, answer, label, locale, hash } = report as Readonly<Record<string, unknown>>;
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
