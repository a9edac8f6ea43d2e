import type { ClientHttp2Stream } from "node:http2";
import { ProviderError } from "@relance/spec";
import { Exchange, type ExchangeLimits } from "./exchange.ts";
import type { HttpRequest } from "./http-caller.ts";
import { afterRequest } from "./http-failure.ts";

export interface Carrier {
  /** Returns whether the API has declared by GOAWAY that it does not process the stream. */
  isBeyond(streamId: number | undefined): boolean;
  silent(): void;
  closed(): void;
}

/** A request over one stream of an HTTP/2 connection. The request may first wait for a stream. */
export class Http2Exchange extends Exchange {
  readonly request: HttpRequest;
  #carrier: Carrier | undefined;

  constructor(request: HttpRequest, limits: ExchangeLimits) {
    super(limits, request.signal);
    this.request = request;
  }

  override expire(): void {
    super.expire();
    this.#carrier?.silent();
  }

  leave(stream: ClientHttp2Stream, carrier: Carrier): void {
    this.transport = { abort: () => stream.close(http2().constants.NGHTTP2_CANCEL) };
    this.#carrier = carrier;
    let cause: unknown;
    stream.on("response", (headers) => {
      this.status = headers[":status"] ?? 0;
      this.headers = { ...headers };
    });
    stream.on("data", (chunk: Buffer) => this.take(chunk));
    stream.on("error", (error) => {
      cause = error;
    });
    stream.on("close", () => {
      if (!this.isOver) this.#conclude(stream, carrier.isBeyond(stream.id), cause);
      carrier.closed();
    });
    stream.end(this.request.body);
  }

  /** Settles the request when its stream ends. Without an error, the answer is complete. */
  #conclude({ rstCode }: ClientHttp2Stream, isBeyond: boolean, cause: unknown): void {
    const { provider } = this.limits;
    const { NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = http2().constants;
    if (this.status !== 0 && rstCode === NGHTTP2_NO_ERROR) this.complete();
    else if (rstCode === NGHTTP2_REFUSED_STREAM || isBeyond) this.fail(unprocessed(provider));
    else this.fail(afterRequest(provider, cause ?? new Error("closed")));
  }
}

/** Creates the error for a request that the API declared unprocessed (RFC 9113, 8.7). */
function unprocessed(provider: string): ProviderError {
  const fact = "the connection was closed before the server processed the request";
  return new ProviderError("provider/unreachable", fact, { provider, disposition: "retry", beforeRequest: true });
}

/** Loads node:http2 with the first connection, because only providers for apps need it. */
export const http2 = (): typeof import("node:http2") => process.getBuiltinModule("node:http2");
