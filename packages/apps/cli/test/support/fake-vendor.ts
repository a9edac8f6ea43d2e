import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

export interface Heard {
  readonly id: string;
  readonly to: string;
  readonly text: string;
}

/** A carrier on loopback that accepts and records every message. */
export interface FakeVendor extends AsyncDisposable {
  readonly url: string;
  readonly heard: readonly Heard[];
}

/** @param answerMs delay before each answer, in milliseconds */
export async function fakeVendor({ answerMs = 0 }: { readonly answerMs?: number } = {}): Promise<FakeVendor> {
  const heard: Heard[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part);
    const message: Heard = JSON.parse(Buffer.concat(parts).toString());
    heard.push(message);
    if (answerMs > 0) await pause(answerMs);
    outgoing.end(JSON.stringify({ ref: `far-${message.id}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fake vendor does not listen");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
