import { type InboundRequest, WebhookError } from "@relance/spec";
import { type FieldPath, valueAt } from "./field-path.ts";
import { parseJson } from "./read-answer.ts";

/**
 * The reports in a request: one, or the list at `items`.
 *
 * @throws {WebhookError} `webhook/unreadable`
 */
export function reportsIn(request: InboundRequest, items: FieldPath | undefined): readonly unknown[] {
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
