import type { IncomingMessage, Server } from "node:http";
import { isIP, type Socket } from "node:net";
import type { Command } from "commander";
import { readPort } from "../campaign/read-values.ts";
import { usageError } from "../exit-code.ts";

export function hostWord(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

export function listen(server: Server, host: string, port: number): Promise<number> {
  makeRoom(server);
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen({ host, port }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const facts: Readonly<Record<string, string>> = {
    EADDRINUSE: "another process uses this port; choose another port with --port",
    EACCES: "this user may not use this port; choose a port above 1023 with --port",
    EADDRNOTAVAIL: "this machine has no such address; choose another with --host",
    ENOTFOUND: "no address has this name; write an address of this machine with --host",
    EAI_AGAIN: "this name cannot be resolved now; write an address of this machine with --host",
  };
  const fact = facts[error.code ?? ""];
  return fact === undefined ? error : usageError(`${host}:${port}: ${fact}`);
}

export function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

const MOST_SOCKETS = 2_000;

/** If too many sockets are open, closes the longest idle one, so that idle clients cannot block the server. */
function makeRoom(server: Server, most: number = MOST_SOCKETS): void {
  /** Each open socket with its latest request. The first socket has the longest idle time. */
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
    if (sockets.size > most) drop(); // if no other socket is idle, the new socket is closed
  });
  server.on("request", (request, response) => {
    const { socket } = request;
    sockets.set(socket, request);
    response.once("close", () => waitFor(socket));
  });
}

const HOST = "127.0.0.1";
const PORT = 8077;

export type ListenOptions = Partial<{ host: string; port: number }>;

export function withListenOptions(command: Command): Command {
  return command
    .option("--host <address>", `address to listen at (default: ${HOST})`)
    .option("--port <n>", `port to listen at (default: ${PORT}, or the port of a loopback publicUrl)`, readPort);
}

/** Returns the address to listen on. The default is loopback, because in production a TLS proxy forwards requests. */
export function listenAt(options: ListenOptions, publicUrl: string): { readonly host: string; readonly port: number } {
  const { hostname, port, protocol } = new URL(publicUrl);
  const own = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  const fallback = isLoopback(hostname) ? own : PORT;
  return { host: options.host ?? HOST, port: options.port ?? fallback };
}

export function isLoopback(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, "$1");
  if (address === "localhost" || address.endsWith(".localhost") || address === "::1") return true;
  return isIP(address) === 4 && address.startsWith("127.");
}
