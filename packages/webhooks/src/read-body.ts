import { type FormFields, WebhookError } from "@relance/spec";
import { isFromNode } from "./node-request.ts";

const MAX_FORM_BYTES = 16_384;

/** Reads a form. Mail clients use either of two content types for a one-click opt-out (RFC 8058). */
export async function readForm(request: Request): Promise<FormFields> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type))
    throw new WebhookError("webhook/unreadable", "send a form: application/x-www-form-urlencoded");
  const body = await readBody(request, MAX_FORM_BYTES);
  const form = await parse(body, type);
  const fields = new Map<string, string>();
  for (const [name, value] of form) {
    if (typeof value !== "string") continue;
    if (fields.has(name)) throw new WebhookError("webhook/unreadable", "a field of the form occurs twice");
    fields.set(name, value);
  }
  return fields;
}

async function parse(body: Uint8Array, type: string): Promise<FormData> {
  try {
    return await new Response(Buffer.from(body), { headers: { "content-type": type } }).formData();
  } catch (cause) {
    throw new WebhookError("webhook/unreadable", "the form does not match its content type", { cause });
  }
}

/** Reads a body of at most `maxBytes`. @throws {WebhookError} `webhook/too-large`, `webhook/body-consumed` */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.bodyUsed || request.body?.locked) throw new WebhookError("webhook/body-consumed", advice(request));
  const declared = Number(request.headers.get("content-length"));
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readChunks(request)) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge(maxBytes); // throwing also cancels the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

async function* readChunks(request: Request): AsyncGenerator<Uint8Array> {
  if (request.body === null) return;
  try {
    yield* request.body;
  } catch (cause) {
    throw new WebhookError("webhook/unreadable", "the body ended before it was complete", { cause });
  }
}

function tooLarge(maxBytes: number): WebhookError {
  return new WebhookError("webhook/too-large", `the body is larger than ${maxBytes} bytes`);
}

function advice(request: Request): string {
  const remedy = isFromNode(request)
    ? 'write app.use("/relance", relance.nodeHandler()) above app.use(express.json()) and every other body parser'
    : "write return relance.handle(request) before anything calls request.json(), .text() or .formData()";
  return `another parser has read the body, so no signature can be checked: ${remedy}`;
}

export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new WebhookError("webhook/unreadable", "the body is not JSON in UTF-8", { cause });
  }
}
