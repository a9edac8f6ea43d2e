import type { Readable } from "node:stream";

/**
 * Shows how much of one message was sent. The connection reads the message's stream only after the server has answered
 * 354 to DATA, and writes the final dot only after the stream has ended. If nothing was read, no byte of the message
 * was sent. If the stream has not ended, the server cannot have accepted. If the stream has ended, only the server's
 * answer counts.
 */
export class Handover {
  #body: Readable | undefined;

  /** Observes the outermost stream, which the connection reads. */
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
