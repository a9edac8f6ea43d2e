import { Agent, errors, request } from "undici";

export interface Outgoing {
  readonly url: string;
  readonly method: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Buffer | undefined;
  /** Time limit for an answer, in milliseconds. @default 15_000 */
  readonly answerMs?: number | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The reason for a missing answer: no connection, no complete answer in time, or an address outside this machine. */
export type SilenceReason = "connect" | "read" | "forbidden";

export type Exchange = { readonly answer: Answer } | { readonly answer?: undefined; readonly why: SilenceReason };

/** Sends HTTP requests from the simulated world to the software under test. No request leaves the machine. */
export interface Network extends AsyncDisposable {
  send(outgoing: Outgoing): Promise<Exchange>;
}

export interface NetworkOptions {
  /**
   * Loopback addresses of public origins, such as `{ "https://notify.example.org": "http://127.0.0.1:8080" }`.
   * Signatures still cover the public URL.
   */
  readonly origins?: Readonly<Record<string, string>> | undefined;
  /** Maximum number of connections to one origin. @default 64 */
  readonly connections?: number | undefined;
}

const MAX_ANSWER_BYTES = 1_048_576;
const CONNECT_MS = 5_000;

/**
 * Creates a network that connects only to loopback addresses. Other addresses are `forbidden` without a DNS look-up.
 */
export function loopbackNetwork(options: NetworkOptions = {}): Network {
  const { origins = {}, connections = 64 } = options;
  const agent = new Agent({
    connections,
    pipelining: 1,
    maxResponseSize: MAX_ANSWER_BYTES,
    connect: { timeout: CONNECT_MS },
  });
  return {
    async send(outgoing) {
      const target = reachable(outgoing.url, origins);
      if (!target) return { why: "forbidden" };
      try {
        const { statusCode, headers, body } = await request(target, {
          dispatcher: agent,
          method: outgoing.method,
          headers: { ...outgoing.headers },
          body: outgoing.body ?? null,
          headersTimeout: outgoing.answerMs ?? 15_000,
          bodyTimeout: outgoing.answerMs ?? 15_000,
        });
        return { answer: { status: statusCode, headers, body: await body.text() } };
      } catch (error) {
        return { why: isUnconnected(error) ? "connect" : "read" };
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

function reachable(address: string, origins: Readonly<Record<string, string>>): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const origin = origins[url.origin] ?? url.origin;
  // a signature covers the exact characters of path and query, so the URL must not be rebuilt
  const rest = address.replace(/^[^:]+:\/\/[^/?#]*/, "").replace(/#.*$/, "");
  return isLoopback(new URL(origin).hostname) ? `${origin}${rest.startsWith("/") ? rest : `/${rest}`}` : undefined;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

function isUnconnected(error: unknown): boolean {
  if (error instanceof errors.ConnectTimeoutError) return true;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN";
}
