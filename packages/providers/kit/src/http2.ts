/** Loaded with the first connection: every gateway imports this package, but only device providers speak HTTP/2. */
export const http2 = (): typeof import("node:http2") => process.getBuiltinModule("node:http2");
