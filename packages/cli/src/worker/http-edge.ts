import { createServer, type Server } from "node:http";
import { ConfigError } from "@relance/spec";
import type { Opened } from "../config/with-gateway.ts";
import { usageError } from "../usage-error.ts";
import { type ListenOptions, listenAt } from "./listen-options.ts";

/** Longest time in which a request has to arrive in full, in milliseconds. */
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
/** Sockets at once; more wait in the system's queue. */
const MAX_CONNECTIONS = 2_000;

/** The HTTP edge of a gateway, listening. */
export interface HttpEdge {
  /** Where it listens, with the mount path. */
  readonly address: string;
  /** Answers what has begun, then closes. */
  close(graceMs: number): Promise<void>;
}

/**
 * Listens for receipts, acknowledgements and health questions.
 * @throws {ConfigError} `config/invalid` without a publicUrl
 */
export async function openHttpEdge({ gateway, config }: Opened, options: ListenOptions): Promise<HttpEdge> {
  const { publicUrl } = config;
  if (publicUrl === undefined) {
    const advice = "write the address that the outside calls, such as https://notify.example.org/relance";
    throw new ConfigError("config/invalid", "publicUrl is missing: nothing can come in over HTTP", {
      problems: [{ path: "publicUrl", advice }],
    });
  }
  const handler = gateway.nodeHandler();
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS }, handler);
  server.maxConnections = MAX_CONNECTIONS;
  const { host, port } = listenAt(options, publicUrl);
  const bound = await listen(server, host, port);
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    address: `http://${name}:${bound}${new URL(publicUrl).pathname.replace(/\/+$/, "")}`,
    close: (graceMs) => close(server, graceMs),
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
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
  };
  const fact = facts[error.code ?? ""];
  return fact === undefined ? error : usageError(`${host}:${port}: ${fact}`);
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
