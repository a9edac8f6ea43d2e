import type { HttpCaller } from "./http-caller.ts";
import { beforeRequest } from "./http-failure.ts";
import { Http2Connection } from "./http2-connection.ts";
import { Http2Exchange } from "./http2-exchange.ts";

export interface Http2CallerOptions {
  readonly provider: string;
  /** Origin of all requests: `https:`, or `http:` for an API that speaks HTTP/2 without TLS (RFC 9113, 3.3). */
  readonly origin: string | URL;
  /** Timeout from the call until the last byte of the answer, connecting included, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** Largest answer that is read, in bytes. @default 262_144 */
  readonly maxBytes?: number | undefined;
  /** Milliseconds until an idle connection is closed, before a firewall drops it. @default 60_000 */
  readonly idleMs?: number | undefined;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly ca?: string | undefined;
}

/**
 * Returns a caller of one API. All requests share one long-lived HTTP/2 connection, with as many parallel requests as
 * the API permits. No request is repeated. After a GOAWAY or a timeout the connection accepts no more requests, and the
 * next request opens a new connection.
 *
 * A request that the API declared unprocessed, by GOAWAY or REFUSED_STREAM, is `provider/unreachable` and certainly not
 * sent; any other lost request leaves the outcome unknown. An idle connection keeps no process alive.
 */
export function createHttp2Caller(options: Http2CallerOptions): HttpCaller {
  const { provider, timeoutMs = 10_000, maxBytes = 262_144, idleMs = 60_000, ca } = options;
  const origin = new URL(options.origin);
  const limits = { provider, timeoutMs, maxBytes };
  const waiting: Http2Exchange[] = [];
  const calls = new Set<Promise<unknown>>();
  let current: Http2Connection | undefined;
  let isClosed = false;

  function open(): Http2Connection {
    const connection: Http2Connection = new Http2Connection(
      origin,
      { ca, connectMs: timeoutMs, idleMs },
      {
        changed: pump,
        retired() {
          if (current === connection) current = undefined;
          pump();
        },
        failed(cause) {
          for (const exchange of waiting.splice(0)) exchange.fail(beforeRequest(provider, cause));
        },
      },
    );
    return connection;
  }

  function pump(): void {
    if (current === undefined && waiting.every(({ isOver }) => isOver)) return;
    current ??= open();
    while (current.hasRoom) {
      const exchange = waiting.shift();
      if (exchange === undefined) break;
      if (!exchange.isOver) carry(current, exchange);
    }
  }

  function carry(connection: Http2Connection, exchange: Http2Exchange): void {
    try {
      connection.carry(exchange);
    } catch (cause) {
      exchange.fail(beforeRequest(provider, cause));
    }
  }

  return {
    call(request) {
      const exchange = new Http2Exchange(request, limits);
      const { answer } = exchange;
      if (exchange.isOver) return answer;
      if (isClosed) exchange.fail(beforeRequest(provider, new Error("closed")));
      else {
        waiting.push(exchange);
        const call = answer.catch(() => {}).finally(() => calls.delete(call));
        calls.add(call);
        pump();
      }
      return answer;
    },
    async close() {
      isClosed = true;
      await Promise.all(calls);
      await current?.close();
    },
  };
}
