import {
  bodyText,
  type ErrorTable,
  type FieldPath,
  fieldPath,
  jsonBody,
  readTime,
  textAt,
  valueAt,
} from "@relance/provider-kit";
import { type InboundItem, type InboundRequest, type ReceiptReader, type ReplyItem, WebhookError } from "@relance/spec";
import { senderProof } from "./proofs.ts";
import { evidenceReader } from "./read-evidence.ts";
import type { ReceiptOptions, ReplyOptions } from "./receipt-options.ts";

type ReplyReader = (fields: unknown) => ReplyItem | undefined;

export function httpReceipts(
  options: ReceiptOptions,
  replies: ReplyOptions | undefined,
  errors: ErrorTable,
): ReceiptReader {
  const items = options.items === undefined ? undefined : fieldPath(options.items);
  const readEvidence = evidenceReader(options, errors);
  const readReply: ReplyReader = replies === undefined ? () => undefined : replyReader(replies, options.status);

  function read(fields: unknown, receivedAt: string): readonly InboundItem[] | undefined {
    const reply = readReply(fields);
    if (reply !== undefined) return [reply];
    const { status, item } = readEvidence(fields, receivedAt);
    if (status === undefined) return undefined;
    return item === undefined ? [] : [item];
  }

  function readAll(fields: unknown, receivedAt: string): readonly InboundItem[] {
    const found = reportsIn(fields, items).map((report) => read(report, receivedAt));
    const readable = found.filter((one) => one !== undefined);
    if (readable.length === 0 && found.length > 0) {
      throw new WebhookError("webhook/unreadable", `${[options.status].flat()[0]} is missing`);
    }
    return readable.flat(); // unreadable reports are skipped
  }

  const { read: unwrap, ...proof } = senderProof(options.verify);
  return {
    ...proof,
    parse(request) {
      if (unwrap === undefined) return readAll(readFields(request, proof.proof === "signed-url"), request.url);
      return unwrap(request).then((fields) => (fields === undefined ? [] : readAll(fields, request.url)));
    },
    ...(options.reply === undefined ? {} : { reply: options.reply }),
  };
}

function replyReader(options: ReplyOptions, statusAt: ReceiptOptions["status"]): ReplyReader {
  const { when, optOut } = options;
  const statusPaths = [statusAt].flat();
  const textPaths = [options.text].flat();
  const text = (fields: unknown, path: string | undefined): string | undefined =>
    path === undefined ? undefined : textAt(fields, fieldPath(path));
  const words = new Map(Object.entries(optOut?.words ?? {}));

  return (fields) => {
    const from = text(fields, options.from);
    const typed = textPaths.flatMap((path) => text(fields, path) ?? []);
    const isReply = when
      ? text(fields, when.at) === when.is
      : (from !== undefined || typed.length > 0) && statusPaths.every((path) => text(fields, path) === undefined);
    if (!isReply) return undefined;
    const taken = words.get(text(fields, optOut?.at) ?? "");
    return {
      type: "reply",
      from: from ?? "", // a reply without a sender is stored, because the vendor may not repeat a refused request
      to: text(fields, options.to),
      text: typed.join("\n"),
      eventId: text(fields, options.id),
      occurredAt: readTime(text(fields, options.at)),
      ...(taken && { optOut: taken }),
    };
  };
}

/** Returns one report, or the list at `items`. @throws {WebhookError} `webhook/unreadable` */
function reportsIn(fields: unknown, items: FieldPath | undefined): readonly unknown[] {
  if (items === undefined) return [fields];
  const list = valueAt(fields, items);
  if (!Array.isArray(list)) throw new WebhookError("webhook/unreadable", "the list of reports is missing");
  return list;
}

/** Parses the posted fields, or the query of a GET. In a POST, query and content type may be unsigned. */
function readFields(request: InboundRequest, isUrlSigned: boolean): unknown {
  const query = new URL(request.url).searchParams;
  if (isUrlSigned && query.getAll("s").length === 1) query.delete("s"); // our own signature `s` is not a field of the report
  if (request.method === "GET") return Object.fromEntries(query);
  const type = request.headers.get("content-type")?.toLowerCase() ?? "";
  const isForm = type.startsWith("application/x-www-form-urlencoded") && !/^\s*[[{]/.test(bodyText(request));
  return isForm ? Object.fromEntries(new URLSearchParams(bodyText(request))) : jsonBody(request);
}
