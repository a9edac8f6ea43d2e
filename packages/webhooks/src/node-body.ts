import type { IncomingMessage } from "node:http";

/** How much of an unwanted body is read and thrown away, so that the sender gets to read the answer. */
const MAX_DRAINED_BYTES = 16_777_216;

/** Messages whose body nobody wants any more. The host's own listeners stay on them. */
const unwanted = new WeakSet<IncomingMessage>();

/** The body as a stream that pulls: nobody reads ahead of the limit of {@link readBody}. */
export function bodyStream(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (incoming.readableEnded) return controller.close();
        if (incoming.destroyed) return controller.error(new Error("the sender hung up"));
        incoming.pause();
        incoming.on("data", (chunk: Buffer) => {
          if (unwanted.has(incoming)) return;
          incoming.pause();
          controller.enqueue(chunk);
        });
        incoming.once("end", () => {
          if (!unwanted.has(incoming)) controller.close();
        });
        incoming.once("close", () => {
          if (!incoming.complete) controller.error(new Error("the sender hung up"));
        });
        incoming.once("error", (error) => controller.error(error));
      },
      pull() {
        incoming.resume();
      },
      cancel() {
        drain(incoming);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads the rest and forgets it. Closing at once would reset the connection before the answer is read. */
export function drain(incoming: IncomingMessage): void {
  if (unwanted.has(incoming) || incoming.readableEnded || incoming.destroyed) return;
  unwanted.add(incoming);
  let length = 0;
  incoming.on("data", (chunk: Buffer) => {
    length += chunk.byteLength;
    if (length > MAX_DRAINED_BYTES) incoming.destroy();
  });
  incoming.resume();
}
