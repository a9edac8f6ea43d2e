import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/** Sockets that a server holds at once. */
const MOST_SOCKETS = 2_000;

/**
 * Keeps a server reachable, however many sockets others hold without asking anything: where there are as many as there may
 * be, the one goes that it has waited for longest. What has arrived in full is answered.
 */
export function makeRoom(server: Server, most: number = MOST_SOCKETS): void {
  /** Longest waited for first, each with its latest request. */
  const sockets = new Map<Socket, IncomingMessage | undefined>();

  function waitFor(socket: Socket): void {
    sockets.delete(socket);
    if (!socket.destroyed) sockets.set(socket, undefined);
  }

  function drop(): void {
    for (const [socket, request] of sockets) {
      if (request?.complete === true) continue;
      sockets.delete(socket);
      socket.destroy();
      return;
    }
  }

  server.on("connection", (socket) => {
    waitFor(socket);
    socket.once("close", () => sockets.delete(socket));
    if (sockets.size > most) drop(); // itself, where every other one is being answered
  });
  server.on("request", (request, response) => {
    const { socket } = request;
    sockets.set(socket, request);
    response.once("close", () => waitFor(socket));
  });
}
