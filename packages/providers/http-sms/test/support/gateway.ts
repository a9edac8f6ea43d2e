import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FakeVendorMode } from "@relance/conformance/provider";
import type { InboundRequest } from "@relance/spec";

export interface FixedAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A small JSON gateway: `POST /send`, `GET /messages/:attempt`, `GET /balance`. */
export interface Gateway extends AsyncDisposable {
  readonly url: string;
  readonly sent: readonly SentRequest[];
  /** Attempt id → status. */
  readonly statuses: Map<string, string>;
  mode(mode: FakeVendorMode | FixedAnswer): void;
}

export const SECRET = "a-shared-secret-of-nobody";
export const API_KEY = "an-api-key-of-nobody";

const ANSWERS: Readonly<Partial<Record<FakeVendorMode, FixedAnswer>>> = {
  refuse: { status: 400, body: '{"error":"unknown_subscriber","detail":"+33639980001"}' },
  throttle: { status: 429, headers: { "retry-after": "7" }, body: '{"error":"too_fast"}' },
  unavailable: { status: 503, body: "<html>Unavailable</html>" },
};

export async function startGateway(): Promise<Gateway> {
  const sent: SentRequest[] = [];
  const statuses = new Map<string, string>();
  let mode: FakeVendorMode | FixedAnswer = "accept";
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => answer(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    sent,
    statuses,
    mode: (next) => {
      mode = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { method = "", url: path = "", headers } = request;
    const asked = /^\/messages\/([^/]+)$/.exec(path)?.[1];
    if (path.startsWith("/send")) sent.push({ method, path, headers, body });
    const fixed = typeof mode === "object" ? mode : ANSWERS[mode];
    if (fixed) return void response.writeHead(fixed.status, fixed.headers).end(fixed.body);
    if (mode === "silence") return;
    if (mode === "reset") return void request.socket.resetAndDestroy();
    if (mode === "reset-mid-answer") {
      response.writeHead(202, { "content-length": "500" }).write('{"id":"g');
      return void setImmediate(() => request.socket.resetAndDestroy());
    }
    if (path === "/balance") return void response.end('{"credit":12}');
    if (asked !== undefined && method === "DELETE") {
      const isKnown = statuses.has(asked.replace(/^g-/, ""));
      return void response.writeHead(isKnown ? 200 : 404).end("{}");
    }
    if (asked !== undefined) {
      const status = statuses.get(asked);
      const found = status === undefined ? '{"error":"unknown_message"}' : JSON.stringify({ id: `g-${asked}`, status });
      return void response.writeHead(status === undefined ? 404 : 200).end(found);
    }
    const { id } = JSON.parse(body);
    statuses.set(id, "accepted");
    response.writeHead(202, { "content-type": "application/json" }).end(JSON.stringify({ id: `g-${id}` }));
  }
}

/** A report with the gateway's signature over the body. */
export function signedReport(
  value: unknown,
  url = "https://notify.example.org/relance/receipts/sms.second",
): InboundRequest {
  const body = JSON.stringify(value);
  const signature = createHmac("sha256", SECRET).update(body).digest("hex");
  const headers = new Headers({ "content-type": "application/json", "x-gateway-signature": signature });
  return { method: "POST", url, headers, body: Buffer.from(body) };
}
