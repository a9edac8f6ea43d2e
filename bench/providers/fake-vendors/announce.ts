import type { Server } from "node:net";

/** Sends the server's URL to the parent process, and ends this process when the parent process ends. */
export function announce(server: Server): void {
  process.once("disconnect", () => process.exit());
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.(typeof address === "object" && address !== null ? address.port : 0);
  });
}
