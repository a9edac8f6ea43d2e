import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ConfigError } from "@relance/spec";
import { toNodeHandler } from "@relance/webhooks";
import type { ConsoleOptions } from "../console-options.ts";
import { createConsole } from "../create-console.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** A console with an HTTP server that does not listen yet. */
export interface ListeningConsole {
  readonly server: Server;
  close(): void;
}

/** Creates a console with an HTTP server. @throws {ConfigError} `config/invalid` if `open` and `host` is not local */
export function listenConsole(options: ConsoleOptions, host: string): ListeningConsole {
  if (options.open === true && !LOOPBACK.test(host)) {
    throw new ConfigError(
      "config/invalid",
      `console: everyone who reaches ${host} could use the console: set a token, or listen on 127.0.0.1`,
    );
  }
  const console = createConsole(options);
  return { server: createServer(consoleNodeHandler(console)), close: () => console.close() };
}

/**
 * Creates a handler for node:http, Express and Connect.
 * @example
 * app.use("/console", consoleNodeHandler(console));
 */
export function consoleNodeHandler(console: {
  handle(request: Request): Promise<Response>;
}): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return toNodeHandler((request) => console.handle(request));
}
