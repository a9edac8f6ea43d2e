import { isIP } from "node:net";
import { type Command, Option } from "commander";
import { readPort } from "../campaign/read-count.ts";

const HOST = "127.0.0.1";
const PORT = 8077;

export interface ListenOptions {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

export function withListenOptions(command: Command): Command {
  return command
    .option("--host <address>", `address to listen at (default: ${HOST})`)
    .addOption(
      new Option("--port <n>", `port to listen at (default: ${PORT}, or a loopback publicUrl's own)`).argParser(
        readPort,
      ),
    );
}

/** Loopback until told otherwise: a proxy stands in front, and it knows TLS. */
export function listenAt(options: ListenOptions, publicUrl: string): { readonly host: string; readonly port: number } {
  const { hostname, port, protocol } = new URL(publicUrl);
  const own = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  const fallback = isLoopback(hostname) ? own : PORT;
  return { host: options.host ?? HOST, port: options.port ?? fallback };
}

/** An address that leads to this machine and nowhere else. */
export function isLoopback(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, "$1");
  if (address === "localhost" || address.endsWith(".localhost") || address === "::1") return true;
  return isIP(address) === 4 && address.startsWith("127.");
}
