import { WebhookError } from "@relance/spec";
import { isFromNode } from "./node-request.ts";

/**
 * Reads a body to its end, or to the limit and not a byte further.
 *
 * @throws {WebhookError} `webhook/too-large`
 * @throws {WebhookError} `webhook/body-consumed` when another parser was there first: signatures are made over the
 *   bytes, and those are gone
 * @throws {WebhookError} `webhook/unreadable` when the sender hung up half-way
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.bodyUsed || request.body?.locked) throw new WebhookError("webhook/body-consumed", advice(request));
  const declared = Number(request.headers.get("content-length"));
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(request)) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge(maxBytes); // leaving the loop cancels the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
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
