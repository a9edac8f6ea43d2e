import {
  type ErrorTable,
  type FieldPath,
  fieldPath,
  instantOf,
  parseJson,
  textAt,
  valueAt,
} from "@relance/provider-kit";
import { type InboundItem, type InboundRequest, type ReceiptReader, type ReplyItem, WebhookError } from "@relance/spec";
import { senderProof } from "./proofs.ts";
import { evidenceReader } from "./read-evidence.ts";
import type { ReceiptOptions, ReplyOptions } from "./receipt-options.ts";

type ReplyReader = (fields: unknown) => ReplyItem | undefined;

/** Reads the gateway's reports and people's SMS, as configured. */
export function httpReceipts(
  options: ReceiptOptions,
  replies: ReplyOptions | undefined,
  errors: ErrorTable,
): ReceiptReader {
  const items = options.items === undefined ? undefined : fieldPath(options.items);
  const readEvidence = evidenceReader(options, errors);
  const readReply: ReplyReader = replies === undefined ? () => undefined : replyReader(replies, options.status);

  /** `undefined` = neither a report nor a person's SMS. */
  function read(fields: unknown): readonly InboundItem[] | undefined {
    const reply = readReply(fields);
    if (reply !== undefined) return [reply];
    const { status, item } = readEvidence(fields);
    if (status === undefined) return undefined;
    return item === undefined ? [] : [item];
  }

  return {
    ...senderProof(options.verify),
    parse(request) {
      const found = reportsIn(request, items).map(read);
      const readable = found.filter((one) => one !== undefined);
      if (readable.length === 0 && found.length > 0) {
        throw new WebhookError("webhook/unreadable", `${options.status} is missing`);
      }
      return readable.flat(); // one bad report of a list never stops the others
    },
    ...(options.reply === undefined ? {} : { reply: options.reply }),
  };
}

function replyReader(options: ReplyOptions, statusPath: string): ReplyReader {
  const { when, optOut } = options;
  const text = (fields: unknown, path: string | undefined): string | undefined =>
    path === undefined ? undefined : textAt(fields, fieldPath(path));
  const words = new Map(Object.entries(optOut?.words ?? {}));

  return (fields) => {
    const isReply = when
      ? text(fields, when.at) === when.is
      : text(fields, options.text) !== undefined && text(fields, statusPath) === undefined;
    if (!isReply) return undefined;
    const from = text(fields, options.from);
    if (from === undefined) return undefined;
    const taken = words.get(text(fields, optOut?.at) ?? "");
    return {
      type: "reply",
      from,
      to: text(fields, options.to),
      text: text(fields, options.text) ?? "",
      eventId: text(fields, options.id),
      occurredAt: instantOf(text(fields, options.at)),
      ...(taken && { optOut: taken }),
    };
  };
}

/**
 * The reports in a request: one, or the list at `items`.
 *
 * @throws {WebhookError} `webhook/unreadable`
 */
function reportsIn(request: InboundRequest, items: FieldPath | undefined): readonly unknown[] {
  const fields = fieldsOf(request);
  if (items === undefined) return [fields];
  const list = valueAt(fields, items);
  if (!Array.isArray(list)) throw new WebhookError("webhook/unreadable", "the list of reports is missing");
  return list;
}

/** What was posted, or for GET the query. Never both: a signature over the body says nothing of the query. */
function fieldsOf({ method, url, headers, body }: InboundRequest): unknown {
  if (method === "GET") return Object.fromEntries(new URL(url).searchParams);
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  const type = headers.get("content-type")?.toLowerCase() ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(text));
  const json = parseJson(text);
  if (typeof json === "object" && json !== null) return json;
  throw new WebhookError("webhook/unreadable", "the body is neither a form nor JSON");
}
