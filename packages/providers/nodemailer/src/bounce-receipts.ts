import {
  type BounceReading,
  type Complaint,
  type ReportedRecipient,
  type ReturnPath,
  type ReturnPaths,
  readBounce,
} from "@relance/bounces";
import { jsonBody } from "@relance/provider-kit";
import {
  type InboundItem,
  type InboundRequest,
  type ReceiptItem,
  type ReceiptReader,
  type ReplyItem,
  type SignalItem,
  WebhookError,
} from "@relance/spec";

/** Reads reports posted by a mail server. The return path, known only to readers of the mail, is the proof. */
export function bounceReceipts(paths: ReturnPaths): ReceiptReader {
  return {
    proof: "own-signature",
    async verify(request) {
      await proven(request, paths);
    },
    async parse(request) {
      const { path, bytes } = await proven(request, paths);
      return listItems(await readBounce(bytes), path);
    },
  };
}

async function proven(
  request: InboundRequest,
  paths: ReturnPaths,
): Promise<{ readonly path: ReturnPath; readonly bytes: Uint8Array }> {
  const { bytes, recipient = "" } = await postedMail(request);
  // the envelope's recipient counts more than the content of the mail
  const path = paths.find(Buffer.from(recipient)) ?? paths.find(bytes);
  if (path !== undefined) return { path, bytes };
  throw new WebhookError("webhook/bad-signature", "the mail was not addressed to one of our return paths");
}

interface PostedMail {
  readonly bytes: Uint8Array;
  /** The envelope's recipient, if the request names it. */
  readonly recipient: string | undefined;
}

/** Field names that common services use for the raw mail. */
const MAIL_FIELDS = ["body-mime", "email", "RawEmail", "rawEmail", "raw", "mime", "message"] as const;
const RECIPIENT_FIELDS = ["recipient", "OriginalRecipient", "envelope", "to"] as const;

/** Finds the mail: the body itself, or a field of a form or of JSON. @throws {WebhookError} `webhook/unreadable` */
async function postedMail(request: InboundRequest): Promise<PostedMail> {
  const type = (request.headers.get("content-type") ?? "").toLowerCase().split(";", 1)[0]?.trim() ?? "";
  const asked = new URL(request.url).searchParams.get("recipient") ?? undefined;
  const field = await readFields(request, type);
  if (field === undefined) {
    if (request.body.byteLength === 0) throw unreadable("the request contains no mail");
    return { bytes: request.body, recipient: asked };
  }
  const mail = first(MAIL_FIELDS, field);
  if (mail === undefined) throw unreadable(`none of the fields ${MAIL_FIELDS.join(", ")} has a mail`);
  return { bytes: Buffer.from(mail), recipient: asked ?? first(RECIPIENT_FIELDS, field) };
}

type Field = (name: string) => unknown;

async function readFields(request: InboundRequest, type: string): Promise<Field | undefined> {
  const { body, headers } = request;
  if (type === "application/json") {
    const json = jsonBody(request);
    return (name) => (Object.hasOwn(json, name) ? Reflect.get(json, name) : undefined);
  }
  if (type !== "multipart/form-data" && type !== "application/x-www-form-urlencoded") return undefined;
  const contentType = headers.get("content-type") ?? "";
  try {
    const form = await new Response(Buffer.from(body), { headers: { "content-type": contentType } }).formData();
    return (name) => form.get(name);
  } catch {
    throw unreadable("the form cannot be read");
  }
}

function first(names: readonly string[], field: Field): string | undefined {
  return names.map(field).find((value): value is string => typeof value === "string" && value !== "");
}

function unreadable(fact: string): WebhookError {
  return new WebhookError("webhook/unreadable", fact);
}

const STOPS: ReadonlySet<string> = new Set(["abuse", "fraud", "opt-out", "opt-out-list"]);

/** Converts a report to items. A forwarding target's report must not invalidate the recipient's address. */
function listItems(reading: BounceReading, path: ReturnPath): readonly InboundItem[] {
  if (reading.kind === "unreadable") return [toHint(reading.why, path)];
  const at = reading.reportedAt === undefined ? {} : { occurredAt: reading.reportedAt };
  if (reading.kind === "not-a-bounce") return [{ ...toHint(reading.why, path), ...at }];
  if (reading.kind === "complaint") return [{ ...toComplaint(reading, path), ...at }];
  const own = reading.recipients.filter((one) => isAbout(one, path));
  const those = own.length > 0 ? own : reading.recipients;
  return those.map((one) => ({ ...toReceipt(one, own.length > 0), attemptId: path.attemptId, ...at }));
}

/** Creates a signal, which is stored for operators but has no effect. */
function toHint(detail: string, { attemptId }: ReturnPath): SignalItem {
  return { type: "signal", kind: "received", attemptId, detail };
}

/** A complaint without an address suppresses the recipient if it contains the mail's opt-out link. */
function toComplaint({ feedback, recipients, optOutUrl }: Complaint, path: ReturnPath): ReplyItem | SignalItem {
  const from = recipients.find((address) => path.isTo(address));
  const hint = toHint(`complaint ${feedback}`.trim(), path);
  if (!STOPS.has(feedback)) return hint;
  if (from === undefined) return { ...hint, optOutUrl };
  return { type: "reply", from, text: "", optOut: "stop", eventId: `complaint-${path.attemptId}` };
}

function isAbout({ address, original }: ReportedRecipient, path: ReturnPath): boolean {
  return path.isTo(address) || (original !== undefined && path.isTo(original));
}

function toReceipt({ action, verdict, status, reason }: ReportedRecipient, isOwn: boolean): ReceiptItem {
  const common = { type: "receipt", quality: "mailbox-server" } as const;
  if (action === "delivered") return { ...common, kind: "delivered" };
  if (action !== "failed") return { ...common, kind: "in-transit" };
  const errorCode = status === "" ? reason : status;
  return { ...common, kind: "undelivered", addressPermanent: isOwn && verdict === "permanent", errorCode };
}
