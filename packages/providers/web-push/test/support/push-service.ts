import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { FakeVendorMode } from "@relance/conformance/provider";

const read = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");
export const certificate: string = read("loopback.cert.pem");

export interface PushRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface PushService extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly PushRequest[];
  /** Answers every request this way from now on. */
  answer(status: number, headers?: Record<string, string>, text?: string): void;
  mode(mode: FakeVendorMode): void;
}

/** A push service on loopback, over https. */
export async function startPushService(): Promise<PushService> {
  const requests: PushRequest[] = [];
  let reply = accept;
  const server = createServer({ key: read("loopback.key.pem"), cert: certificate }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url: path, headers } = request;
      requests.push({ method, path, headers, body: Buffer.concat(chunks) });
      reply(response, requests.length);
    });
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  let isOver = false;
  return {
    origin: `https://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    requests,
    answer(status, headers = {}, text = "") {
      reply = (response) => response.writeHead(status, headers).end(text);
    },
    mode(mode) {
      reply = MODES[mode];
    },
    async [Symbol.asyncDispose]() {
      if (isOver) return;
      isOver = true;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Reply = (response: ServerResponse, count: number) => void;

function accept(response: ServerResponse, count: number): void {
  response.writeHead(201, { location: `https://push.example/m/${count}` }).end();
}

const MODES: Readonly<Record<FakeVendorMode, Reply>> = {
  accept,
  refuse: (response) => response.writeHead(410).end(),
  throttle: (response) => response.writeHead(429, { "retry-after": "7" }).end(),
  unavailable: (response) => response.writeHead(503).end(),
  reset: (response) => response.socket?.destroy(),
  "reset-mid-answer": (response) => {
    response.writeHead(201, { "content-length": "100" });
    response.write("half", () => response.socket?.destroy());
  },
  silence: () => {},
};
