import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler } from "@relance/webhooks";

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
