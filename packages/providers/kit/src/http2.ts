/** Loaded with the first connection: every gateway imports this package, and only those of devices speak HTTP/2. */
export const http2 = (): typeof import("node:http2") => process.getBuiltinModule("node:http2");
