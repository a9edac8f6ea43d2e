/** The tools of a gateway for assistants, over the Model Context Protocol. */
export { createServer, type ServerOptions } from "./create-server.ts";
