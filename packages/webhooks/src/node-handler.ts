import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Handler } from "./create-handler.ts";
import { drain, toRequest } from "./node-request.ts";

export type NodeHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

export interface NodeHandlerOptions {
  /** The gateway's `publicUrl`. It replaces the host and mount path of requests. @default the URL of the request */
  readonly publicUrl?: string | undefined;
}

/** Adapts a handler to `node:http`. Mount it before all body parsers, because providers sign the original bytes. */
export function toNodeHandler(handler: Handler, { publicUrl }: NodeHandlerOptions = {}): NodeHandler {
  return (incoming, outgoing) => {
    void serve(handler, publicUrl, incoming, outgoing);
  };
}

async function serve(
  handler: Handler,
  publicUrl: string | undefined,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  outgoing.on("error", () => undefined); // the client has disconnected, but stored items stay stored
  try {
    const request = await toRequest(incoming, publicUrl).catch(() => undefined);
    if (request === undefined) return empty(outgoing, 400);
    const response = await handler(request);
    if (response.headers.get("content-type")?.startsWith("text/event-stream")) return await stream(response, outgoing);
    const body = Buffer.from(await response.arrayBuffer());
    const length = response.headers.has("content-length") ? {} : { "content-length": body.byteLength };
    if (outgoing.headersSent || outgoing.destroyed) return;
    outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...length });
    outgoing.end(body);
  } catch {
    empty(outgoing, 500);
  } finally {
    if (!incoming.complete) drain(incoming);
  }
}

async function stream({ status, headers, body }: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(status, Object.fromEntries(headers)).flushHeaders();
  const events = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  await pipeline(events, outgoing).catch(() => {}); // a disconnected client is no error
}

function empty(outgoing: ServerResponse, status: number): void {
  if (!outgoing.headersSent) outgoing.writeHead(status, { "content-length": 0 });
  outgoing.end();
}
