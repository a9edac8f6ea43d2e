import type { IncomingMessage, ServerResponse } from "node:http";
import { consoleNodeHandler, createConsole } from "@relance/console";
import type { Relance } from "relance";

/** Where the console is mounted. */
export const CONSOLE_PATH = "/console";

/** The console of the same gateway. All who get here may look: the server asks for the token, and where a request comes from. */
export function devConsole(gateway: Relance): {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  close(): void;
} {
  const console = createConsole({ gateway, path: CONSOLE_PATH, authorize: () => ({ actor: "dev", role: "operator" }) });
  return { handle: consoleNodeHandler(console), close: () => console.close() };
}
