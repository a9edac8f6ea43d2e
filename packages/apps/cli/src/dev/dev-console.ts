import type { IncomingMessage, ServerResponse } from "node:http";
import { consoleNodeHandler, createConsole } from "@relance/console";
import type { Relance } from "relance";

/** Where the console is mounted. */
export const CONSOLE_PATH = "/console";

/** The console of the same gateway. Every visitor may read: the server checks the token and the request's origin. */
export function devConsole(gateway: Relance): {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  close(): void;
} {
  const console = createConsole({ gateway, path: CONSOLE_PATH, authorize: () => ({ actor: "dev", role: "operator" }) });
  return { handle: consoleNodeHandler(console), close: () => console.close() };
}
