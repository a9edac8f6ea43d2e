import { type ErrorClass, type HttpAnswer, statusClass } from "@relance/provider-kit";
import { type AnswerItem, type InboundRequest, type ReceiptReader, type ReportItem, WebhookError } from "@relance/spec";

/** The subscription is no more, or never was one. */
export const DEAD: ErrorClass = {
  code: "provider/bad-recipient",
  disposition: "reject",
  addressPermanent: true,
};
const BAD_CONTENT: ErrorClass = { code: "provider/bad-content", disposition: "reroute" };
const RATE_LIMITED: ErrorClass = { code: "provider/rate-limited", disposition: "retry" };
/** No verdict on the address, and no fault of the account either: one subscription was made with another key. */
const OTHER_KEY: ErrorClass = { code: "provider/refused", disposition: "reject" };
const DROPPED: ErrorClass = { code: "provider/refused", disposition: "reject" };

/** What FCM, Mozilla and Apple say when a subscription belongs to another VAPID key. */
const SAYS_OTHER_KEY = /not correspond to the credentials|public key mismatch|VapidPkHashMismatch/i;

/** What an answer of a push service means; `undefined` when the message was taken. */
export function pushRefusal(host: string, { status, headers, text }: HttpAnswer): ErrorClass | undefined {
  const isWindows = host.endsWith(".notify.windows.com");
  if (status >= 200 && status < 300) return isWindows ? droppedByWindows(headers["x-wns-status"]) : undefined;
  if (status === 404 || status === 410) return DEAD;
  if (status === 413) return BAD_CONTENT;
  if (status === 406 && isWindows) return RATE_LIMITED;
  if ([400, 401, 403].includes(status) && SAYS_OTHER_KEY.test(text)) return OTHER_KEY;
  return statusClass(status);
}

/** Windows answers 2xx to messages that it has thrown away, and says so in a header. */
function droppedByWindows(said: string | string[] | undefined): ErrorClass | undefined {
  const word = String(said).toLowerCase();
  if (word === "channelthrottled") return RATE_LIMITED;
  return word === "dropped" ? DROPPED : undefined;
}

/**
 * Reads what our service worker posts, `{ kind, at }` about the attempt that the signed address names: `received`,
 * `shown`, `clicked`, and `acknowledged` with the answer, the acknowledgement link and what was shown. Nothing in it
 * is signed by the device, so the address is the proof, and for an answer the link as well. The worker reads whether
 * it was taken, and lets the person press again where it was not.
 */
export const pushReceipts: ReceiptReader = {
  proof: "signed-url",
  parse,
  reply: { status: 204, anyOrigin: true },
};

function parse({ url, body }: InboundRequest): readonly ReportItem[] {
  const report = readReport(body);
  const attemptId = URL.parse(url)?.searchParams.get("a") ?? "";
  if (attemptId === "" || typeof report !== "object" || report === null) return [];
  const kind = "kind" in report ? report.kind : undefined;
  const at = "at" in report && typeof report.at === "number" ? report.at : undefined;
  const about = { attemptId, occurredAt: at };
  // one event of a kind per attempt: a second click tells nothing new
  const pressed = { type: "receipt", kind: "engaged", quality: "human", ...about } as const;
  switch (kind) {
    case "received": {
      const eventId = `${attemptId}.received`;
      return [{ type: "receipt", kind: "delivered", quality: "device", eventId, ...about }];
    }
    case "shown":
      return [{ type: "signal", kind, attemptId }];
    case "clicked":
      return [{ ...pressed, eventId: `${attemptId}.clicked` }];
    case "acknowledged":
      return [{ ...pressed, eventId: `${attemptId}.clicked` }, readAnswer(report, attemptId)];
    default:
      return [];
  }
}

function readAnswer(report: object, attemptId: string): AnswerItem {
  const told = report as Readonly<Record<string, unknown>>;
  const { ackUrl, answer, label, locale, hash } = told;
  const texts = { ackUrl, answer, label, locale, hash };
  if (!isTexts(texts)) {
    throw new WebhookError("webhook/unreadable", "an acknowledgement lacks its link, answer or words");
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
    throw new WebhookError("webhook/unreadable", "the service worker's report is not JSON");
  }
}
