import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Most bytes of a request: a page of keys to reveal is far smaller. */
const MOST_BYTES = 262_144;

/**
 * A console for node:http, Express and Connect. Its events leave as they come, which an ordinary answer that is read to
 * its end would not.
 *
 * @example
 * app.use("/console", consoleNodeHandler(console));
 */
export function consoleNodeHandler(console: {
  handle(request: Request): Promise<Response>;
}): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    serve(console, incoming, outgoing).catch(() => {
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    });
  };
}

async function serve(
  console: { handle(request: Request): Promise<Response> },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const response = await console.handle(await requestOf(incoming));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) return void outgoing.end();
  outgoing.flushHeaders();
  // whoever leaves in the middle ends the stream, and that is no failure
  await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), outgoing).catch(
    () => {},
  );
}

async function requestOf(incoming: IncomingMessage & { readonly originalUrl?: string }): Promise<Request> {
  const { method = "GET", headers, url = "/", originalUrl = url } = incoming;
  const address = new URL(originalUrl, `http://${headers.host ?? "localhost"}`);
  const known = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  if (method === "GET" || method === "HEAD") return new Request(address, { method, headers: known });
  return new Request(address, {
    method: method === "POST" ? "POST" : "OPTIONS",
    headers: known,
    ...(await bodyOf(incoming, method)),
  });
}

async function bodyOf(
  incoming: IncomingMessage,
  method: string,
): Promise<{ readonly body?: Uint8Array<ArrayBuffer> }> {
  if (method !== "POST") return {};
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > MOST_BYTES) throw new Error("the request is too large");
    chunks.push(chunk);
  }
  return { body: new Uint8Array(Buffer.concat(chunks)) };
}
