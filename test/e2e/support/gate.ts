import { connect, createServer, type Socket } from "node:net";

/** A proxy between a sender and a provider's API. The test can delay or hold answers, and cut connections. */
export interface Gate extends AsyncDisposable {
  readonly port: number;
  delay(ms: number): void;
  /** Holds answers: the provider's API has accepted the message, but the sender does not get the answer. */
  hold(): void;
  cut(): void;
  mend(): void;
  release(): void;
  held(): number;
}

/** Opens a proxy to the loopback ports `ports`. Connections go to each port in turn. */
export async function openGate(...ports: readonly number[]): Promise<Gate> {
  const sockets = new Set<Socket>();
  let turn = 0;
  let delayMs = 0;
  let isHolding = false;
  let isCut = false;
  let kept: (() => void)[] = [];

  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(ports[turn++ % ports.length] ?? 0, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay();
      socket.on("error", () => socket.destroy());
      socket.once("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => {
      const pass = () => {
        if (!near.destroyed) near.write(bytes);
      };
      if (isHolding) kept.push(pass);
      else if (delayMs > 0) setTimeout(pass, delayMs);
      else pass();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    delay: (ms) => {
      delayMs = ms;
    },
    hold: () => {
      isHolding = true;
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    release() {
      isHolding = false;
      for (const pass of kept) pass();
      kept = [];
    },
    held: () => kept.length,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
