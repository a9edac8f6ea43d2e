import type { LookupFunction } from "node:net";
import type { Agent } from "undici";
import { HttpExchange } from "./exchange.ts";
import type { HttpAnswer } from "./http-answer.ts";
import { beforeRequest } from "./http-failure.ts";
import { assertPublicUrl, publicLookup } from "./private-address.ts";

export interface HttpCallerOptions {
  readonly provider: string;
  /** `public` = only https URLs with public addresses · `any` = all URLs, because the operator configured them */
  readonly addresses: "public" | "any";
  /** Timeout from the call until the last byte of the answer, connecting included, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** Maximum number of keep-alive connections per origin. Further calls wait. @default 32 */
  readonly connections?: number | undefined;
  /** Maximum size of an answer that is read, in bytes. @default 262_144 */
  readonly maxBytes?: number | undefined;
  /** With `ignored`, an answer ends after its headers. @default "read" */
  readonly bodies?: "read" | "ignored" | undefined;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly ca?: string | undefined;
  /** How names are resolved. @default the system's resolver */
  readonly lookup?: LookupFunction | undefined;
}

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string | URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  readonly signal: AbortSignal;
}

/** Calls APIs over a pool of keep-alive connections. */
export interface HttpCaller {
  /**
   * Makes exactly one request, without redirects or retries. Any status counts as an answer.
   * @throws {ProviderError} `provider/unreachable` if no byte was sent; `provider/timeout`, `provider/connection-lost`,
   * `provider/bad-response` if the outcome is unknown; `provider/forbidden-address` if the URL must not be called;
   * `provider/aborted` if the signal aborted the call
   */
  call(request: HttpRequest): Promise<HttpAnswer>;
  /** Waits for calls in flight, then closes the connections. */
  close(): Promise<void>;
}

/** Returns a caller that connects on the first call. Idle connections keep no process alive. */
export function createHttpCaller(options: HttpCallerOptions): HttpCaller {
  const { provider, addresses, timeoutMs = 10_000, connections = 32, maxBytes = 262_144, ca } = options;
  const isGuarded = addresses === "public";
  const lookup = isGuarded ? publicLookup(options.lookup) : options.lookup;
  let pool: Promise<Agent> | undefined;
  let isClosed = false;
  async function openPool(): Promise<Agent> {
    const { Agent } = await import("undici"); // loaded by the first call
    return new Agent({
      connections,
      pipelining: 1,
      allowH2: false, // over HTTP/2, undici would repeat requests that a closing server did not process
      headersTimeout: 0, // our own timer limits the whole call
      bodyTimeout: 0,
      connect: { timeout: timeoutMs, ...(ca === undefined ? {} : { ca }), ...(lookup && { lookup }) },
    });
  }
  const limits = { provider, timeoutMs, maxBytes };

  return {
    call({ method, url, headers, body, signal }) {
      const target = typeof url === "string" ? new URL(url) : url;
      if (isGuarded) {
        try {
          assertPublicUrl(target);
        } catch (cause) {
          return Promise.reject(beforeRequest(provider, cause));
        }
      }
      if (isClosed) return Promise.reject(beforeRequest(provider, new Error("the caller is closed")));
      const exchange = new HttpExchange(limits, signal, options.bodies === "ignored");
      if (!exchange.isOver) {
        const path = target.search === "" ? target.pathname : target.pathname + target.search;
        const request = { origin: target.origin, path, method, headers: headers ?? null, body: body ?? null };
        pool ??= openPool();
        void pool.then((agent) => exchange.isOver || agent.dispatch(request, exchange));
      }
      return exchange.answer;
    },
    async close() {
      isClosed = true;
      await (await pool)?.close();
    },
  };
}
