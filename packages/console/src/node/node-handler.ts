import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { headers } from "../http/answers.ts";

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
    serve(console, incoming, outgoing).catch((error: unknown) => {
      if (outgoing.headersSent) return void outgoing.destroy(); // half an answer must not look like a whole one
      const [status, why] = error instanceof Unreadable ? [error.status, error.message] : [500, "failed"];
      // what is left of a request that is not read would otherwise be taken for the next one
      outgoing.writeHead(status, { ...headers("text/plain"), connection: "close" });
      outgoing.end(`${why}\n`);
    });
  };
}

/** A request that no console could answer. */
class Unreadable extends Error {
  readonly status: 400 | 413;

  constructor(status: 400 | 413, why: string) {
    super(why);
    this.status = status;
  }
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
  await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), outgoing).catch(() => {});
}

async function requestOf(incoming: IncomingMessage & { readonly originalUrl?: string }): Promise<Request> {
  const { method = "GET", url = "/", originalUrl = url } = incoming;
  const scheme = "encrypted" in incoming.socket ? "https" : "http";
  const base = `${scheme}://${incoming.headers.host ?? "localhost"}`;
  if (!URL.canParse(originalUrl, base)) throw new Unreadable(400, "this host or address cannot be read");
  const address = new URL(originalUrl, base);
  const known = Object.entries(incoming.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  if (method === "GET" || method === "HEAD") return new Request(address, { method, headers: known });
  return new Request(address, {
    method: method === "POST" ? "POST" : "OPTIONS",
    headers: known,
    ...(await bodyOf(incoming, method)),
  });
}

async function bodyOf(incoming: IncomingMessage, method: string): Promise<{ readonly body?: Uint8Array<ArrayBuffer> }> {
  if (method !== "POST") return {};
  const tooLarge = new Unreadable(413, `write ${MOST_BYTES} bytes or fewer`);
  if (Number(incoming.headers["content-length"] ?? 0) > MOST_BYTES) throw tooLarge;
  const chunks: Buffer[] = [];
  let length = 0;
  // leaving the loop must not destroy the socket: the answer still has to go out over it
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > MOST_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  return { body: new Uint8Array(Buffer.concat(chunks)) };
}
