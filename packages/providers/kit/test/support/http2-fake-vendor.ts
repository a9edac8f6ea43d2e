import { createServer, type ServerHttp2Session, type ServerHttp2Stream, type Settings } from "node:http2";
import type { AddressInfo } from "node:net";

export interface Http2Request {
  readonly path: string;
  readonly body: string;
  readonly stream: ServerHttp2Stream;
  readonly session: ServerHttp2Session;
}

/** An HTTP/2 server on loopback without TLS. */
export interface Http2FakeVendor extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly Http2Request[];
  /** All connections so far. */
  readonly sessions: readonly ServerHttp2Session[];
}

/** Starts a server. `answer` runs after a request's body was read. */
export async function startHttp2FakeVendor(
  answer: (request: Http2Request, requests: readonly Http2Request[]) => void,
  settings: Settings = {},
): Promise<Http2FakeVendor> {
  const requests: Http2Request[] = [];
  const sessions: ServerHttp2Session[] = [];
  const server = createServer({ settings });
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => {});
    session.on("stream", (stream, headers) => {
      const chunks: Buffer[] = [];
      stream.on("error", () => {});
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const request = { path: headers[":path"] ?? "", body: Buffer.concat(chunks).toString(), stream, session };
        requests.push(request);
        answer(request, requests);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    sessions,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function echo({ stream, path }: Http2Request): void {
  stream.respond({ ":status": 200 });
  stream.end(path);
}
