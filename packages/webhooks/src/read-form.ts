import { WebhookError } from "@relance/spec";
import { readBody } from "./read-body.ts";

const MAX_FORM_BYTES = 16_384;

/** The fields of a small form. Mail clients send either encoding for a one-click opt-out (RFC 8058). */
export type Fields = ReadonlyMap<string, string>;

/**
 * Reads the form of a page, or of a mail client.
 *
 * @throws {WebhookError} `webhook/unreadable` for another content type, a broken encoding, or a field that comes
 *   twice: two answers are none
 */
export async function readForm(request: Request): Promise<Fields> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) {
    throw new WebhookError("webhook/unreadable", "send a form: application/x-www-form-urlencoded");
  }
  const body = await readBody(request, MAX_FORM_BYTES);
  const form = await parse(body, type);
  const fields = new Map<string, string>();
  for (const [name, value] of form) {
    if (typeof value !== "string") continue;
    if (fields.has(name)) throw new WebhookError("webhook/unreadable", "a field of the form comes twice");
    fields.set(name, value);
  }
  return fields;
}

async function parse(body: Uint8Array, type: string): Promise<FormData> {
  try {
    return await new Response(Buffer.from(body), { headers: { "content-type": type } }).formData();
  } catch (cause) {
    throw new WebhookError("webhook/unreadable", "the form does not read as its content type says", {
      cause,
    });
  }
}
