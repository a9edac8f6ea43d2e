import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FakeVendorMode } from "@relance/conformance/provider";

export interface FixedAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type StoredMessage = Readonly<Record<string, string | number | null>>;

/** A server with the part of Twilio's Messages API that the provider uses. */
export interface TwilioServer extends AsyncDisposable {
  readonly baseUrl: string;
  readonly creates: readonly URLSearchParams[];
  /** Every request, as `GET /path?query`. */
  readonly log: readonly string[];
  readonly authorizations: ReadonlySet<string | undefined>;
  /** The stored messages, the newest first, as Twilio lists them. */
  readonly messages: StoredMessage[];
  mode(mode: FakeVendorMode | FixedAnswer): void;
}

const ERRORS: Readonly<Partial<Record<FakeVendorMode, FixedAnswer>>> = {
  refuse: failure(400, 21211, "Invalid 'To' Phone Number: +33639980001"),
  throttle: { ...failure(429, 20429, "Too Many Requests"), headers: { "retry-after": "7" } },
  unavailable: failure(503, 20503, "Service Unavailable"),
};

export function failure(status: number, code: number, message = "said so"): FixedAnswer {
  return { status, body: JSON.stringify({ code, message, more_info: `https://x/${code}`, status }) };
}

export async function startTwilio(pageSize = 50): Promise<TwilioServer> {
  const creates: URLSearchParams[] = [];
  const log: string[] = [];
  const authorizations = new Set<string | undefined>();
  const messages: StoredMessage[] = [];
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
    baseUrl: `http://127.0.0.1:${port}`,
    creates,
    log,
    authorizations,
    messages,
    mode: (next) => {
      mode = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { method = "", url = "" } = request;
    log.push(`${method} ${url}`);
    authorizations.add(request.headers.authorization);
    const isCreate = method === "POST" && url.endsWith("/Messages.json");
    if (isCreate) creates.push(new URLSearchParams(body));
    const fixed = typeof mode === "object" ? mode : ERRORS[mode];
    if (fixed) return void response.writeHead(fixed.status, fixed.headers).end(fixed.body);
    if (mode === "silence") return;
    if (mode === "reset") return void request.socket.resetAndDestroy();
    if (mode === "reset-mid-answer") {
      response.writeHead(201, { "content-length": "500" }).write('{"sid":"SM');
      return void setImmediate(() => request.socket.resetAndDestroy());
    }
    const [status, value] = isCreate ? [201, create(new URLSearchParams(body))] : read(url);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  }

  function create(form: URLSearchParams): StoredMessage {
    const sid = `SM${String(messages.length + 1).padStart(32, "0")}`;
    const now = new Date().toUTCString();
    const stored = {
      sid,
      to: form.get("To"),
      from: form.get("From"),
      body: form.get("Body"),
      status: "queued",
      direction: "outbound-api",
      error_code: null,
      date_created: now,
      date_sent: null,
    };
    messages.unshift(stored);
    return stored;
  }

  function read(url: string): [number, unknown] {
    const { pathname, searchParams } = new URL(url, "http://twilio.test");
    const sid = /Messages\/([^/]+)\.json$/.exec(pathname)?.[1];
    if (sid !== undefined) {
      const found = messages.find((message) => message.sid === sid);
      return found ? [200, found] : [404, { code: 20404, message: "not found", status: 404 }];
    }
    const to = searchParams.get("To");
    const page = Number(searchParams.get("Page") ?? 0);
    const all = messages.filter((message) => to === null || message.to === to);
    const here = all.slice(page * pageSize, (page + 1) * pageSize);
    const isLast = (page + 1) * pageSize >= all.length;
    searchParams.set("Page", String(page + 1));
    return [200, { messages: here, next_page_uri: isLast ? null : `${pathname}?${searchParams}` }];
  }
}
