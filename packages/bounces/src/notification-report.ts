import { judge } from "./judge.ts";
import type { Action, ReportedRecipient } from "./reading.ts";
import { addressIn } from "./reading.ts";

const MAX_RECIPIENTS = 20;
/** Such a text is at most so long, in characters; the parser of JSON is linear. */
const MAX_TEXT = 65_536;

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads what Amazon SES sends through SNS to a mailbox: JSON with the words of RFC 3464 in it.
 */
export function readNotification(text: string): readonly ReportedRecipient[] {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start < 0 || end < start || end > MAX_TEXT || !/notificationType|eventType/.test(text)) return [];
  const outer = parse(text.slice(start, end + 1).replace(/\r?\n\s?/g, ""));
  const notice = typeof outer.Message === "string" ? parse(outer.Message) : outer;
  const bounced = listOf(objectOf(notice.bounce).bouncedRecipients).map((one) => readOne(one, "failed"));
  const delivered = listOf(objectOf(notice.delivery).recipients).map((one) =>
    readOne({ emailAddress: one, status: "2.0.0" }, "delivered"),
  );
  return [...bounced, ...delivered].filter((one) => one !== undefined).slice(0, MAX_RECIPIENTS);
}

function readOne(recipient: unknown, fallback: Action): ReportedRecipient | undefined {
  const { emailAddress, action, status, diagnosticCode } = objectOf(recipient);
  const address = addressIn(textOf(emailAddress));
  if (address === undefined) return undefined;
  const done: Action = action === "delayed" ? "delayed" : fallback;
  const words = textOf(diagnosticCode).replace(/^[\w.-]{1,40}\s*;\s*/, "");
  return {
    address,
    original: undefined,
    action: done,
    ...judge({ action: done, status: textOf(status), words }),
  };
}

function parse(text: string): Json {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 4_000) : "";
}
