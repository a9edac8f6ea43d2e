/** Loaded with the first connection, because only providers for devices use HTTP/2. */
export const http2 = (): typeof import("node:http2") => process.getBuiltinModule("node:http2");
