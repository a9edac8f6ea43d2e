import type { Readable } from "node:stream";

/**
 * How far one message got. SMTP has no request id to ask about later, so this alone tells a message that was
 * certainly not taken from one that may have been.
 *
 * The connection reads the message's stream only after the server has said 354 to DATA, and writes the final dot
 * only after the stream has ended. So: nothing read = no byte of the message has left; not ended = the server
 * has not seen the final dot and cannot have accepted; ended = from here on only its answer counts.
 */
export class Handover {
  #body: Readable | undefined;

  /** Takes the stream that the connection will read itself: the outermost one. */
  watch(body: Readable): void {
    this.#body = body;
  }

  /** Some of the message may have left. */
  get isBegun(): boolean {
    return this.#body?.readableDidRead ?? false;
  }

  /** The whole message has been handed over; without an answer the outcome is unknown. */
  get isComplete(): boolean {
    return this.#body?.readableEnded ?? false;
  }
}
