import { createServer } from "node:net";

/** A port that accepts and counts connections and sends nothing. */
export interface CountedPort extends AsyncDisposable {
  readonly port: number;
  connections(): number;
}

export async function countedPort(): Promise<CountedPort> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" ? (address?.port ?? 0) : 0,
    connections: () => connections,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
