import type { Server } from "node:net";

/** Tells the process that started this one where the server is. It ends with that process. */
export function announce(server: Server): void {
  process.once("disconnect", () => process.exit());
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.(typeof address === "object" && address !== null ? address.port : 0);
  });
}
