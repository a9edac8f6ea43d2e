import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { closeServer, listen } from "../../src/worker/listening.ts";

/** Maximum number of sockets that the server keeps open. */
const SOCKETS = 2_000;
/** Milliseconds that suffice on a busy machine and are fewer than any timeout of the server. */
const PATIENCE_MS = 8_000;

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Starts a server that answers `/slow` only when the test permits it. */
async function serve() {
  const told = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const server = createServer(async (incoming, response) => {
    if (incoming.url === "/slow") {
      asked.resolve();
      await told.promise;
    }
    response.end("here");
  });
  const port = await listen(server, "127.0.0.1", 0);
  open.push(() => closeServer(server, 0));
  const ask = async (path = "/", signal = AbortSignal.timeout(PATIENCE_MS)) =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { signal, headers: { connection: "close" } })).text();
  return { port, ask, told, asked };
}

/** Opens sockets, and writes `said` to each socket. */
async function hold(port: number, count: number, said = ""): Promise<readonly Socket[]> {
  const sockets = Array.from({ length: count }, () => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("error", () => {}); // the server drops the socket, which the test expects
    if (said !== "") socket.write(said);
    return socket;
  });
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
  });
  await Promise.all(sockets.map((socket) => socket.readyState === "open" || once(socket, "connect")));
  return sockets;
}

describe("a server that listens", () => {
  it.each([
    ["say nothing", ""],
    ["never end their headers", "GET / HTTP/1.1\r\nhost: here\r\n"],
    ["never end their body", "POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 9\r\n\r\n1"],
  ])("answers others while as many sockets as it allows %s", async (_, said) => {
    const { port, ask } = await serve();
    await hold(port, SOCKETS, said);
    expect(await ask()).toBe("here");
    await hold(port, SOCKETS / 4, said);
    expect(await ask()).toBe("here");
  });

  it("answers complete requests, whatever clients connect later", async () => {
    const { port, ask, told, asked } = await serve();
    const slow = ask("/slow", AbortSignal.timeout(10 * PATIENCE_MS));
    await asked.promise;
    await hold(port, SOCKETS + 100);
    told.resolve();
    expect(await slow).toBe("here");
  });

  it("closes the connection with the longest idle time first: a recently used one stays", async () => {
    const { port } = await serve();
    const socket = connect({ port, host: "127.0.0.1" });
    open.push(async () => socket.destroy());
    await hold(port, SOCKETS - 1);
    const say = async () => {
      socket.write("GET / HTTP/1.1\r\nhost: here\r\n\r\n");
      const [answer] = await once(socket, "data");
      return String(answer).split("\r\n")[0];
    };
    expect(await say()).toBe("HTTP/1.1 200 OK");
    await hold(port, 100);
    expect(await say()).toBe("HTTP/1.1 200 OK");
  });
});
