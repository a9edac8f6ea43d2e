import { type InboundRequest, WebhookError } from "@relance/spec";

/** Names and values of a webhook, as the signature covers them: repeated names become lists. */
export type Parameters = Readonly<Record<string, string | string[]>>;

/** The form in the body. A JSON body has none: its signature covers the address, which carries the body's hash. */
export function formOf({ body, headers }: InboundRequest): Parameters {
  return isJson(headers) ? {} : group(new URLSearchParams(textOf(body)));
}

/**
 * What the webhook says: the form, the JSON object, or for GET the query.
 *
 * @throws {WebhookError} `webhook/unreadable`
 */
export function parametersOf(request: InboundRequest): Parameters {
  if (request.method === "GET") return group(new URL(request.url).searchParams);
  if (!isJson(request.headers)) return formOf(request);
  const value = parseJson(textOf(request.body));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new WebhookError("webhook/unreadable", "the body is not a JSON object");
  }
  const entries = Object.entries(value).flatMap(([name, one]) => {
    return typeof one === "string" || typeof one === "number" ? [[name, String(one)] as const] : [];
  });
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

export function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}

function isJson(headers: Headers): boolean {
  return headers.get("content-type")?.toLowerCase().startsWith("application/json") ?? false;
}

function group(pairs: URLSearchParams): Parameters {
  const grouped: Record<string, string | string[]> = Object.create(null); // names come from strangers
  for (const [name, value] of pairs) {
    const before = grouped[name];
    grouped[name] = before === undefined ? value : [before, value].flat();
  }
  return grouped;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WebhookError("webhook/unreadable", "the body is not JSON"); // no cause: it would quote the body
  }
}
