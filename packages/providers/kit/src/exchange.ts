import type { Dispatcher } from "undici";
import type { HttpAnswer } from "./http-answer.ts";
import { aborted, afterRequest, badResponse, beforeRequest, timedOut } from "./http-failure.ts";

export interface ExchangeLimits {
  readonly provider: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** True if the answer is complete after its headers, so that the body is dropped. */
  readonly isHeadEnough: boolean;
}

/**
 * One request and its answer, as a handler of undici's dispatcher. `onRequestStart` runs immediately before the first
 * byte is written. Before this call nothing was sent; after it, the outcome may be unknown. A second call would repeat
 * the request, so it is refused.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<HttpAnswer>;
  readonly #limits: ExchangeLimits;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout | undefined;
  #resolve: (answer: HttpAnswer) => void = ignore;
  #reject: (error: Error) => void = ignore;
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  #status = 0;
  #headers: HttpAnswer["headers"] = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(limits: ExchangeLimits, signal: AbortSignal) {
    this.#limits = limits;
    this.#signal = signal;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
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

  /** Called when the caller's signal aborts. */
  handleEvent(): void {
    this.#fail(aborted(this.#limits.provider, this.#hasLeft, this.#signal.reason));
  }

  expire(): void {
    this.#fail(timedOut(this.#limits.provider, this.#hasLeft, this.#limits.timeoutMs));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isOver || this.#hasLeft) controller.abort(new Error("a call may send only one request"));
    else this.#controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: HttpAnswer["headers"]): void {
    this.#status = status;
    this.#headers = headers;
    if (!this.#limits.isHeadEnough || status < 200) return;
    this.#resolve({ status, headers, text: "" });
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limits.maxBytes) {
      const fact = `HTTP ${this.#status} with more than ${this.#limits.maxBytes} bytes`;
      this.#fail(badResponse(this.#limits.provider, fact));
    } else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#end()) return;
    const [first] = this.#chunks;
    const bytes = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, text: bytes.toString("utf8") });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const explain = this.#hasLeft ? afterRequest : beforeRequest;
    this.#fail(explain(this.#limits.provider, error));
  }

  get #hasLeft(): boolean {
    return this.#controller !== undefined;
  }

  #fail(error: Error): void {
    if (!this.#end()) return;
    this.#reject(error);
    this.#controller?.abort(error);
  }

  /** Returns false if the promise had already settled, because the first result wins. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this);
    return true;
  }
}

function expire(exchange: Exchange): void {
  exchange.expire();
}

function ignore(): void {
  // called only before the promise exists
}
