import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import { createServer as createTlsServer } from "node:https";
import type { Server } from "node:net";
import type { Refusal } from "../../world/submission.ts";
import type { Surroundings } from "../surroundings.ts";

export interface FakeVendorRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface FakeVendorReply extends FixedAnswer {
  /** Whether the connection breaks before the answer is sent. */
  readonly isLost?: boolean | undefined;
}

/** A parsed request to the simulated API. */
export interface ApiCall {
  /** Whether the request sends a message. Other requests concern an earlier message. */
  readonly isSend: boolean;
  readonly attemptId?: string | undefined;
}

export interface Dialect<A extends ApiCall> {
  read(request: FakeVendorRequest): A;
  serve(asked: A): FakeVendorReply | Promise<FakeVendorReply>;
  /**
   * Formats a refusal.
   * @param retryAfterMs delay for the mode `throttle` @default 1_000
   */
  refuse(mode: RefusalMode, asked: A, retryAfterMs?: number): FakeVendorReply;
}

export interface HttpFakeVendor extends FakeVendor {
  /** Base URL without a trailing slash. */
  readonly url: string;
}

export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

/**
 * Protocol of the server: HTTP/1.1 over TLS for a certificate, HTTP/2 without TLS for `http2`, and plain HTTP/1.1 for
 * `undefined`.
 */
export type Protocol = TlsIdentity | "http2" | undefined;

const MAX_BODY_BYTES = 262_144;

/**
 * Listens on a free port of 127.0.0.1. Uses node:http without a framework, so that a benchmark measures the sender and
 * not this server.
 */
export async function listenHttp<A extends ApiCall>(
  { world, release }: Pick<Surroundings, "world" | "release">,
  dialect: Dialect<A>,
  protocol?: Protocol,
): Promise<HttpFakeVendor> {
  const log = createRequestLog();
  let mode: FakeVendorMode = "accept";
  let held: (() => void)[] = [];
  const { server, hangUpOnAll } = protocol === "http2" ? http2Server(receive) : http1Server(protocol, receive);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;

  return {
    url: `${typeof protocol === "object" ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    mode: (next) => {
      mode = next;
      if (next === "hold") return;
      for (const goOn of held) goOn();
      held = [];
    },
    requests: log.total,
    requestsOf: log.of,
    lastAttemptId: log.lastAttemptId,
    close,
    [Symbol.asyncDispose]: close,
  };

  async function close(): Promise<void> {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      hangUpOnAll();
    });
    await release();
  }

  function receive(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const end = world.begin();
    outgoing.once("close", end);
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    incoming.on("end", () => {
      if (bytes > MAX_BODY_BYTES) answer(outgoing, { status: 413 });
      else {
        const [first] = chunks;
        const body = chunks.length === 1 && first ? first : Buffer.concat(chunks);
        const { method = "GET", url = "/", headers } = incoming;
        handle({ method, path: url, headers, body }, outgoing);
      }
    });
  }

  function handle(request: FakeVendorRequest, outgoing: ServerResponse): void {
    const now = mode;
    const asked = dialect.read(request);
    if (asked.isSend) log.add(asked.attemptId);
    if (typeof now === "object") answer(outgoing, now);
    else if (isRefusal(now)) answer(outgoing, dialect.refuse(now, asked));
    else if (now === "drop") hangUp(outgoing);
    else {
      const reply = dialect.serve(asked);
      if (now === "hold" && asked.isSend)
        held.push(() => void Promise.resolve(reply).then((settled) => answer(outgoing, settled)));
      else if (!(reply instanceof Promise)) conclude(now, asked, outgoing, reply);
      else {
        reply.then((settled) => conclude(now, asked, outgoing, settled)).catch(() => answer(outgoing, { status: 500 }));
      }
    }
  }
}

type Receive = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

interface Listener {
  readonly server: Server;
  hangUpOnAll(): void;
}

function http1Server(tls: TlsIdentity | undefined, receive: Receive): Listener {
  const server = tls ? createTlsServer({ ...tls }, receive) : createServer(receive);
  server.keepAliveTimeout = 60_000;
  return { server, hangUpOnAll: () => server.closeAllConnections() };
}

function http2Server(receive: Receive): Listener {
  const sessions = new Set<ServerHttp2Session>();
  const server = createHttp2Server();
  server.on("request", receive as Receive & Parameters<typeof createHttp2Server>[1]);
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
    session.once("close", () => sessions.delete(session));
  });
  return {
    server,
    hangUpOnAll() {
      for (const session of sessions) session.destroy();
    },
  };
}

function conclude(
  mode: Exclude<FakeVendorMode, FixedAnswer>,
  { isSend }: ApiCall,
  outgoing: ServerResponse,
  reply: FakeVendorReply,
): void {
  if (reply.isLost || (isSend && mode === "reset")) hangUp(outgoing);
  else if (isSend && mode === "reset-mid-answer") answerHalf(outgoing, reply);
  else if (isSend && mode === "garbage") answer(outgoing, { status: 200, body: "<html>Welcome</html>" });
  else if (!isSend || mode !== "silence") answer(outgoing, reply);
}

function hangUp(outgoing: ServerResponse): void {
  outgoing.socket?.destroy();
}

function answerHalf(outgoing: ServerResponse, { status, headers, body = "" }: FakeVendorReply): void {
  const whole = body || "gone";
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(whole) });
  outgoing.write(whole.slice(0, whole.length / 2), () => hangUp(outgoing));
}

function answer(outgoing: ServerResponse, { status, headers, body = "" }: FakeVendorReply): void {
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  outgoing.end(body);
}

export interface RequestLog {
  add(attemptId: string | undefined): void;
  total(): number;
  of(attemptId: string): number;
  lastAttemptId(): string | undefined;
}

export function createRequestLog(): RequestLog {
  const perAttempt = new Map<string, number>();
  let total = 0;
  let last: string | undefined;
  return {
    add(attemptId) {
      total++;
      last = attemptId;
      if (attemptId !== undefined) perAttempt.set(attemptId, (perAttempt.get(attemptId) ?? 0) + 1);
    },
    total: () => total,
    of: (attemptId) => perAttempt.get(attemptId) ?? 0,
    lastAttemptId: () => last,
  };
}

/** An answer that the server sends to every request without accepting the message. */
export interface FixedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

/**
 * How the server behaves in tests of one failure: `accept` follows the world · `refuse` rejects every address
 * permanently · `throttle` with Retry-After · `unavailable` · `unauthorized` · `silence` accepts the message and does
 * not answer · `hold` accepts the message and answers after the next mode change · `reset` accepts the message and
 * closes the connection before the answer · `reset-mid-answer` closes the connection during the answer · `drop` closes
 * the connection before accepting · `garbage` accepts the message and sends an invalid answer.
 */
export type FakeVendorMode = NamedMode | FixedAnswer;

export type NamedMode =
  | "accept"
  | "refuse"
  | "throttle"
  | "unavailable"
  | "unauthorized"
  | "silence"
  | "hold"
  | "reset"
  | "reset-mid-answer"
  | "drop"
  | "garbage";

/** Refusals that each API formats in its own way. */
export type RefusalMode = "refuse" | "throttle" | "unavailable" | "unauthorized";

export function refusalMode({ why }: Refusal): RefusalMode {
  if (why === "throttled") return "throttle";
  return why === "unavailable" ? "unavailable" : "refuse";
}

/**
 * Returns the Retry-After header.
 * @param ms @default 1_000
 */
export function retryAfter(ms = 1_000): Readonly<Record<"retry-after", string>> {
  return { "retry-after": String(Math.ceil(ms / 1_000)) };
}

export function isRefusal(mode: FakeVendorMode): mode is RefusalMode {
  return mode === "refuse" || mode === "throttle" || mode === "unavailable" || mode === "unauthorized";
}

export interface FakeVendor extends AsyncDisposable {
  readonly port: number;
  /** Sets the server's mode until the next call. */
  mode(mode: FakeVendorMode): void;
  /** Number of send requests, including refused requests. */
  requests(): number;
  /** Number of send requests with this attempt id. 1 proves that no request was repeated. */
  requestsOf(attemptId: string): number;
  lastAttemptId(): string | undefined;
  close(): Promise<void>;
}
