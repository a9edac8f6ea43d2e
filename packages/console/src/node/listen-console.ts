import { createServer, type Server } from "node:http";
import { ConfigError } from "@relance/spec";
import type { ConsoleOptions } from "../console-options.ts";
import { createConsole } from "../create-console.ts";
import { consoleNodeHandler } from "./node-handler.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** A console with a server of its own, not yet listening. */
export interface ListeningConsole {
  readonly server: Server;
  /** Ends every stream. */
  close(): void;
}

/**
 * A console on a server of its own, for `host`.
 * @throws {ConfigError} `config/invalid`: an open console is for this machine alone
 */
export function listenConsole(options: ConsoleOptions, host: string): ListeningConsole {
  if (options.open === true && !LOOPBACK.test(host)) {
    throw new ConfigError(
      "config/invalid",
      `console: it would be open to whoever reaches ${host}: give it a token, or listen at 127.0.0.1`,
    );
  }
  const console = createConsole(options);
  return { server: createServer(consoleNodeHandler(console)), close: () => console.close() };
}
