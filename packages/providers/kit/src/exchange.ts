import type { Dispatcher } from "undici";
import type { HttpAnswer } from "./http-answer.ts";
import { aborted, afterRequest, badResponse, beforeRequest, timedOut } from "./http-failure.ts";

export interface ExchangeLimits {
  readonly provider: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** One request and its answer. The first result counts: an answer, a failure, the timeout, or the caller's abort. */
export abstract class Exchange {
  readonly answer: Promise<HttpAnswer>;
  protected readonly limits: ExchangeLimits;
  /** The request, once it is sent. While absent, nothing was sent. Afterwards, the outcome may be unknown. */
  protected transport: { abort(error: Error): void } | undefined;
  protected resolve: (answer: HttpAnswer) => void = ignore;
  protected status = 0;
  protected headers: HttpAnswer["headers"] = {};
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout | undefined;
  #reject: (error: Error) => void = ignore;
  #isOver = false;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(limits: ExchangeLimits, signal: AbortSignal) {
    this.limits = limits;
    this.#signal = signal;
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.#reject = reject;
    });
    if (signal.aborted) {
      this.handleEvent();
      return;
    }
    this.#timer = setTimeout(expire, limits.timeoutMs, this);
    signal.addEventListener("abort", this);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get hasLeft(): boolean {
    return this.transport !== undefined;
  }

  handleEvent(): void {
    this.fail(aborted(this.limits.provider, this.hasLeft, this.#signal.reason));
  }

  expire(): void {
    this.fail(timedOut(this.limits.provider, this.hasLeft, this.limits.timeoutMs));
  }

  fail(error: Error): void {
    if (!this.#end()) return;
    this.#reject(error);
    this.transport?.abort(error);
  }

  protected take(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#bytes += chunk.length;
    const { provider, maxBytes } = this.limits;
    if (this.#bytes <= maxBytes) this.#chunks.push(chunk);
    else this.fail(badResponse(provider, `HTTP ${this.status} with more than ${maxBytes} bytes`));
  }

  protected complete(): void {
    if (!this.#end()) return;
    const [first] = this.#chunks;
    const bytes = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.resolve({ status: this.status, headers: this.headers, text: bytes.toString("utf8") });
  }

  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this);
    return true;
  }
}

/**
 * A handler of undici's dispatcher. `onRequestStart` runs immediately before the first byte is written. A second call
 * is refused, because it would repeat the request.
 */
export class HttpExchange extends Exchange implements Dispatcher.DispatchHandler {
  readonly #isHeadEnough: boolean;

  /** @param isHeadEnough - true if the answer's body is not needed */
  constructor(limits: ExchangeLimits, signal: AbortSignal, isHeadEnough: boolean) {
    super(limits, signal);
    this.#isHeadEnough = isHeadEnough;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.isOver || this.hasLeft) controller.abort(new Error("a call may send only one request"));
    else this.transport = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: HttpAnswer["headers"]): void {
    this.status = status;
    this.headers = headers;
    if (this.#isHeadEnough && status >= 200) this.resolve({ status, headers, text: "" });
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.take(chunk);
  }

  onResponseEnd(): void {
    this.complete();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const explain = this.hasLeft ? afterRequest : beforeRequest;
    this.fail(explain(this.limits.provider, error));
  }
}

function expire(exchange: Exchange): void {
  exchange.expire();
}

function ignore(): void {
  // called before the promise exists
}
