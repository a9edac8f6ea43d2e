import type { Readable } from "node:stream";

/**
 * Tracks how much of one message was sent. nodemailer reads the message's stream only after the server has answered 354
 * to DATA, and writes the final dot only after the stream has ended. Before the stream is read, no byte of the message
 * was sent. Before the stream ends, the server cannot have accepted the message.
 */
export class Handover {
  #body: Readable | undefined;

  /** Observes the stream that the connection reads. */
  watch(body: Readable): void {
    this.#body = body;
  }

  /** True if a part of the message may have been sent. */
  get isBegun(): boolean {
    return this.#body?.readableDidRead ?? false;
  }

  /** True if the whole message was sent; without an answer the outcome is unknown. */
  get isComplete(): boolean {
    return this.#body?.readableEnded ?? false;
  }
}
