import type { ClientHttp2Session } from "node:http2";
import { type Http2Exchange, http2 } from "./http2-exchange.ts";

export interface ConnectionEvents {
  /** Called when a stream may have become free for a waiting request. */
  changed(): void;
  /** Called when the connection stops accepting requests, because a side closed it or an answer did not arrive. */
  retired(): void;
  /** Called when the connection could not be opened. */
  failed(cause: unknown): void;
}

export interface ConnectionLimits {
  readonly ca: string | undefined;
  readonly connectMs: number;
  readonly idleMs: number;
}

/** One HTTP/2 connection, from its opening to its last request. */
export class Http2Connection {
  readonly #session: ClientHttp2Session;
  readonly #events: ConnectionEvents;
  readonly #idleMs: number;
  #timer: NodeJS.Timeout;
  #limit = 0;
  #open = 0;
  #hasStood = false;
  #lastStreamId = Number.POSITIVE_INFINITY;
  #isRetired = false;
  #cause: unknown;

  constructor(origin: URL, { ca, connectMs, idleMs }: ConnectionLimits, events: ConnectionEvents) {
    this.#events = events;
    this.#idleMs = idleMs;
    this.#session = http2().connect(origin, ca === undefined ? {} : { ca });
    this.#session.unref(); // the timers of calls keep the process alive
    this.#timer = setTimeout(() => this.#session.destroy(), connectMs).unref();
    this.#session.on("remoteSettings", ({ maxConcurrentStreams = Number.POSITIVE_INFINITY }) => {
      if (!this.#hasStood) this.#rest();
      this.#hasStood = true;
      this.#limit = maxConcurrentStreams;
      events.changed();
    });
    this.#session.on("goaway", (_code, lastStreamId) => {
      this.#lastStreamId = Math.min(this.#lastStreamId, lastStreamId);
      if (this.#hasStood) this.#retire();
    });
    this.#session.on("error", (error) => {
      this.#cause = error;
    });
    this.#session.on("close", () => {
      clearTimeout(this.#timer);
      if (!this.#hasStood) events.failed(this.#cause ?? new Error("closed"));
      this.#retire();
    });
  }

  /** True while the API permits another stream. A request that waits for a stream was not sent. */
  get hasRoom(): boolean {
    return !this.#isRetired && this.#open < this.#limit;
  }

  /** @throws the error of node:http2 if the request cannot be written. Nothing was sent then */
  carry(exchange: Http2Exchange): void {
    const { method, url, headers, body = "" } = exchange.request;
    const { pathname, search } = new URL(url);
    const stream = this.#session.request({
      ":method": method,
      ":path": pathname + search,
      "content-length": String(Buffer.byteLength(body)),
      ...headers,
    });
    this.#open += 1;
    clearTimeout(this.#timer);
    exchange.leave(stream, {
      isBeyond: (id) => id === undefined || id > this.#lastStreamId,
      silent: () => this.#retire(), // only a timeout reveals a dead connection
      closed: () => {
        this.#open -= 1;
        if (this.#isRetired) this.#closeWhenIdle();
        else {
          if (this.#open === 0) this.#rest();
          this.#events.changed();
        }
      },
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#session.destroyed) return resolve();
      this.#session.once("close", resolve);
      this.#session.destroy();
    });
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#retire(), this.#idleMs).unref();
  }

  #retire(): void {
    if (this.#isRetired) return;
    this.#isRetired = true;
    this.#closeWhenIdle();
    this.#events.retired();
  }

  #closeWhenIdle(): void {
    if (this.#open === 0 && !this.#session.destroyed) this.#session.destroy();
  }
}
