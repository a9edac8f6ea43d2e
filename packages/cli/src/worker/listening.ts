import type { Server } from "node:http";
import { usageError } from "../usage-error.ts";
import { makeRoom } from "./making-room.ts";

/** An address as it stands in a URL. */
export function hostWord(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** Answers the port; 0 asks for any. The server stays reachable, whoever holds sockets. */
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
    EADDRINUSE: "something else listens there; choose another with --port",
    EACCES: "this user may not listen there; choose a port above 1023 with --port",
    EADDRNOTAVAIL: "this machine has no such address; choose another with --host",
    ENOTFOUND: "nobody knows this name; write an address of this machine with --host",
    EAI_AGAIN: "this name cannot be looked up just now; write an address of this machine with --host",
  };
  const fact = facts[error.code ?? ""];
  return fact === undefined ? error : usageError(`${host}:${port}: ${fact}`);
}

/** Answers what has begun, for so long, then closes. */
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
