import type { Readable } from "node:stream";

/**
 * How far one message got. SMTP has no request id to query later, so only this separates "certainly not sent" from "may
 * have been sent".
 *
 * The connection reads the message's stream only after the server has answered 354 to DATA, and writes the final dot
 * only after the stream has ended. So: nothing read = no byte of the message was sent; not ended = the server has not
 * seen the final dot and cannot have accepted; ended = only its answer counts.
 */
export class Handover {
  #body: Readable | undefined;

  /** Observes the outermost stream, which the connection reads. */
  watch(body: Readable): void {
    this.#body = body;
  }

  /** Some of the message may have been sent. */
  get isBegun(): boolean {
    return this.#body?.readableDidRead ?? false;
  }

  /** The whole message was sent; without an answer the outcome is unknown. */
  get isComplete(): boolean {
    return this.#body?.readableEnded ?? false;
  }
}
