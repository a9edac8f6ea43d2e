import { createServer } from "node:http";
import { ConfigError } from "@relance/spec";
import type { Opened } from "../config/with-gateway.ts";
import { type ListenOptions, listenAt } from "./listen-options.ts";
import { closeServer, hostWord, listen } from "./listening.ts";

/** Longest time in which a request has to arrive in full, in milliseconds. */
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
/** How often that is looked at. */
const LOOK_MS = 1_000;

export interface HttpEdge {
  /** Where it listens, with the mount path. */
  readonly address: string;
  /** Answers what has begun, then closes. */
  close(graceMs: number): Promise<void>;
}

/**
 * Listens for receipts, acknowledgements and health questions.
 * @throws {ConfigError} `config/invalid` without a publicUrl
 */
export async function openHttpEdge(
  { gateway, config }: Pick<Opened, "gateway" | "config">,
  options: ListenOptions,
): Promise<HttpEdge> {
  const { publicUrl } = config;
  if (publicUrl === undefined) {
    const advice = "write the address that the outside calls, such as https://notify.example.org/relance";
    throw new ConfigError("config/invalid", "publicUrl is missing: nothing can come in over HTTP", {
      problems: [{ path: "publicUrl", advice }],
    });
  }
  const handler = gateway.nodeHandler();
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS, connectionsCheckingInterval: LOOK_MS },
    handler,
  );
  const { host, port } = listenAt(options, publicUrl);
  const bound = await listen(server, host, port);
  return {
    address: `http://${hostWord(host)}:${bound}${new URL(publicUrl).pathname.replace(/\/+$/, "")}`,
    close: (graceMs) => closeServer(server, graceMs),
  };
}
