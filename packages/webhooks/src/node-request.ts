import type { IncomingMessage } from "node:http";

const MAX_DRAINED_BYTES = 16_777_216;

const unwanted = new WeakSet<IncomingMessage>();

/** Converts the body to a stream that reads only on demand and at most as much as {@link readBody} allows. */
function bodyStream(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (incoming.readableEnded) return controller.close();
        if (incoming.destroyed) return controller.error(new Error("the sender hung up"));
        incoming.pause();
        incoming.on("data", (chunk: Buffer) => {
          if (unwanted.has(incoming)) return;
          incoming.pause();
          controller.enqueue(chunk);
        });
        incoming.once("end", () => {
          if (!unwanted.has(incoming)) controller.close();
        });
        incoming.once("close", () => {
          if (!incoming.complete) controller.error(new Error("the sender hung up"));
        });
        incoming.once("error", (error) => controller.error(error));
      },
      pull() {
        incoming.resume();
      },
      cancel() {
        drain(incoming);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads and drops the rest of the body: if the connection closes first, the sender may not read the response. */
export function drain(incoming: IncomingMessage): void {
  if (unwanted.has(incoming) || incoming.readableEnded || incoming.destroyed) return;
  unwanted.add(incoming);
  let length = 0;
  incoming.on("data", (chunk: Buffer) => {
    length += chunk.byteLength;
    if (length > MAX_DRAINED_BYTES) incoming.destroy();
  });
  incoming.resume();
}

interface HostedMessage extends IncomingMessage {
  readonly originalUrl?: string;
  readonly rawBody?: unknown;
}

const sources = new WeakMap<Request, IncomingMessage>();

export function isFromNode(request: Request): boolean {
  return sources.has(request);
}

/** Returns the remote address of the socket. Use it as `clientAddress` if you have no proxy. */
export function socketAddress(request: Request): string | undefined {
  return sources.get(request)?.socket.remoteAddress;
}

/** Without a `publicUrl`, the request's Host header determines its URL. */
export async function toRequest(incoming: IncomingMessage, publicUrl: string | undefined): Promise<Request> {
  const address = publicUrl === undefined ? askedAddress(incoming) : publicAddress(incoming, new URL(publicUrl));
  const method = incoming.method ?? "GET";
  const headers = toHeaders(incoming);
  const request =
    ["GET", "HEAD"].includes(method) || isForbidden(method)
      ? new Request(address, { method: isForbidden(method) ? "OPTIONS" : method, headers })
      : await withBody(incoming, address, { method, headers });
  sources.set(request, incoming);
  return request;
}

function askedAddress({ socket, headers, url = "/", originalUrl = url }: HostedMessage): string {
  return new URL(originalUrl, `${"encrypted" in socket ? "https" : "http"}://${headers.host ?? "localhost"}`).href;
}

/** Returns the request's URL below `publicUrl`, even if a framework or proxy has removed the mount path. */
function publicAddress(incoming: HostedMessage, { origin, pathname }: URL): string {
  const mount = pathname.replace(/\/+$/, "");
  const own = incoming.url ?? "/";
  const under = [incoming.originalUrl, own].find((candidate) => candidate?.startsWith(`${mount}/`));
  if (under !== undefined && mount !== "") return `${origin}${under}`;
  return `${origin}${mount}${own.startsWith("/") ? own : `/${own}`}`;
}

async function withBody(incoming: HostedMessage, address: string, init: RequestInit): Promise<Request> {
  if (incoming.rawBody instanceof Uint8Array) {
    return new Request(address, { ...init, body: Buffer.from(incoming.rawBody) });
  }
  if (!incoming.readableDidRead) {
    const streamed = { ...init, body: bodyStream(incoming), duplex: "half" as const };
    return new Request(address, streamed);
  }
  const consumed = new Request(address, { ...init, body: "gone" });
  await consumed.text(); // the route then fails with `webhook/body-consumed`
  return consumed;
}

function toHeaders(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) if (!name.startsWith(":")) append(headers, name, value);
  }
  return headers;
}

function append(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name, value);
  } catch {
    // `Headers` refuses this header, which no route reads
  }
}

/** `Request` forbids these methods. Replaced by OPTIONS, which every route refuses. */
function isForbidden(method: string): boolean {
  return /^(CONNECT|TRACE|TRACK)$/i.test(method);
}
