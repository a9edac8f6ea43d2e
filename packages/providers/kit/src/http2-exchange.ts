import type { ClientHttp2Stream, IncomingHttpHeaders } from "node:http2";
import { ProviderError } from "@relance/spec";
import type { HttpAnswer } from "./http-answer.ts";
import type { HttpRequest } from "./http-caller.ts";
import { aborted, afterRequest, badResponse, timedOut } from "./http-failure.ts";

export interface Http2Limits {
  readonly provider: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export interface Carrier {
  /** Returns whether the API declared in GOAWAY that it does not process the stream. */
  isBeyond(streamId: number | undefined): boolean;
  /** Called when the answer did not arrive in time. */
  silent(): void;
  closed(): void;
}

/** One request and its answer over one stream of an HTTP/2 connection. The request may wait for a stream. */
export class Http2Exchange {
  readonly answer: Promise<HttpAnswer>;
  readonly request: HttpRequest;
  readonly #limits: Http2Limits;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = (): void => this.#stop(aborted(this.#limits.provider, this.hasLeft, this.request.signal.reason));
  #resolve!: (answer: HttpAnswer) => void;
  #reject!: (error: Error) => void;
  #stream: ClientHttp2Stream | undefined;
  #carrier: Carrier | undefined;
  #isOver = false;
  #headers: IncomingHttpHeaders | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(request: HttpRequest, limits: Http2Limits) {
    this.request = request;
    this.#limits = limits;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => {
      this.#stop(timedOut(limits.provider, this.hasLeft, limits.timeoutMs));
      this.#carrier?.silent();
    }, limits.timeoutMs);
    request.signal.addEventListener("abort", this.#onAbort);
    if (request.signal.aborted) this.#onAbort();
  }

  /** Whether the request may have reached the API, so that the outcome is unknown without an answer. */
  get hasLeft(): boolean {
    return this.#stream !== undefined;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  fail(error: Error): void {
    this.#stop(error);
  }

  leave(stream: ClientHttp2Stream, carrier: Carrier): void {
    this.#stream = stream;
    this.#carrier = carrier;
    let cause: unknown;
    stream.on("response", (headers) => {
      this.#headers = headers;
    });
    stream.on("data", (chunk: Buffer) => this.#take(chunk));
    stream.on("error", (error) => {
      cause = error;
    });
    stream.on("close", () => {
      if (!this.#isOver) this.#conclude(stream, carrier.isBeyond(stream.id), cause);
      carrier.closed();
    });
    stream.end(this.request.body);
  }

  #take(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#bytes += chunk.length;
    if (this.#bytes <= this.#limits.maxBytes) {
      this.#chunks.push(chunk);
      return;
    }
    const fact = `HTTP ${this.#headers?.[":status"]} with more than ${this.#limits.maxBytes} bytes`;
    this.#stop(badResponse(this.#limits.provider, fact));
  }

  /** Settles the request when its stream ends. If the stream ended without an error, the answer is complete. */
  #conclude({ rstCode }: ClientHttp2Stream, isBeyond: boolean, cause: unknown): void {
    const status = this.#headers?.[":status"];
    if (typeof status === "number" && rstCode === http2().constants.NGHTTP2_NO_ERROR) {
      this.#end();
      this.#resolve({ status, headers: { ...this.#headers }, text: Buffer.concat(this.#chunks).toString("utf8") });
      return;
    }
    const isRefused = rstCode === http2().constants.NGHTTP2_REFUSED_STREAM || isBeyond;
    this.#end();
    const { provider } = this.#limits;
    this.#reject(isRefused ? unprocessed(provider) : afterRequest(provider, cause ?? new Error("closed")));
  }

  #stop(error: Error): void {
    if (this.#isOver) return;
    this.#end();
    this.#reject(error);
    this.#stream?.close(http2().constants.NGHTTP2_CANCEL);
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.request.signal.removeEventListener("abort", this.#onAbort);
  }
}

/** Creates the error for a request that the API declared unprocessed (RFC 9113, 8.7). */
function unprocessed(provider: string): ProviderError {
  const fact = "the connection was closed before the server processed the request";
  return new ProviderError("provider/unreachable", fact, { provider, disposition: "retry", beforeRequest: true });
}

/** Loads node:http2 with the first connection, because only providers for devices use it. */
export const http2 = (): typeof import("node:http2") => process.getBuiltinModule("node:http2");
