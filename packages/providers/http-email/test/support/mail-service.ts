import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FakeVendorMode } from "@relance/conformance/provider";

export interface FixedAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SentRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface ServiceShape {
  readonly path: string;
  /** Returns the vendor's refusal of a request, such as for a missing key; `undefined` = accepted. */
  readonly check: (request: SentRequest) => FixedAnswer | undefined | Promise<FixedAnswer | undefined>;
  readonly accept: (count: number) => FixedAnswer;
  readonly modes: Readonly<Partial<Record<FakeVendorMode, FixedAnswer>>>;
}

/** A mail service on loopback. */
export interface MailService extends AsyncDisposable {
  readonly url: string;
  readonly sent: readonly SentRequest[];
  mode(mode: FakeVendorMode | FixedAnswer): void;
}

export async function startMailService(shape: ServiceShape): Promise<MailService> {
  const sent: SentRequest[] = [];
  let mode: FakeVendorMode | FixedAnswer = "accept";
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => void answer(request, response, Buffer.concat(chunks)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    sent,
    mode: (next) => {
      mode = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const { method, url: path = "", headers } = request;
    const asked = { path, headers, body };
    const isMail = method === "POST" && path === shape.path;
    if (isMail) sent.push(asked);
    const refusal = await shape.check(asked);
    const { status, headers: own = {}, body: text } = refusal ?? answerTo(isMail);
    if (mode === "silence") return;
    if (mode === "reset") return void request.socket.resetAndDestroy();
    if (mode === "reset-mid-answer") {
      response.writeHead(200, { "content-length": "500" }).write('{"');
      return void setImmediate(() => request.socket.resetAndDestroy());
    }
    response.writeHead(status, { "content-type": "application/json", ...own }).end(text);
  }

  function answerTo(isMail: boolean): FixedAnswer {
    if (typeof mode === "object") return mode;
    if (!isMail) return { status: 200, body: "{}" };
    return shape.modes[mode] ?? shape.accept(sent.length);
  }
}
