/** Responds to HTTP requests: receipts, replies, acknowledgement pages, opt-outs, events, health. */

export type { HandlerOptions } from "./create-handler.ts";
export { createHandler, type Handler } from "./create-handler.ts";
export { type NodeHandler, type NodeHandlerOptions, toNodeHandler } from "./node-handler.ts";
export { socketAddress } from "./node-request.ts";
export { readBody } from "./read-body.ts";
