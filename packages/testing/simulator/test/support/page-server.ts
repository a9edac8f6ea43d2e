import { createServer, type IncomingHttpHeaders } from "node:http";

export interface Posted {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
}

export interface PageServer extends AsyncDisposable {
  readonly url: string;
  readonly posted: readonly Posted[];
  readonly asked: readonly string[];
  /** Sets the statuses of the next answers. */
  failNext(...statuses: readonly number[]): void;
  /** Answers the next posted form with 409 and the page again. */
  doubtNext(): void;
}

export async function pageServer(page: string, headers: Readonly<Record<string, string>> = {}): Promise<PageServer> {
  const posted: Posted[] = [];
  const asked: string[] = [];
  const failures: number[] = [];
  let isDoubting = false;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const { method = "", url: path = "" } = request;
      asked.push(`${method} ${path}`);
      const failure = failures.shift();
      if (failure !== undefined) response.writeHead(failure).end();
      else if (method === "POST") {
        posted.push({
          path,
          fields: Object.fromEntries(new URLSearchParams(body)),
          headers: request.headers,
        });
        if (isDoubting) response.writeHead(409, { "content-type": "text/html" }).end(page);
        else response.writeHead(303, { location: "/thanks" }).end();
        isDoubting = false;
      } else {
        response.writeHead(200, { "content-type": "text/html", ...headers });
        response.end(path === "/thanks" ? "<h1>Merci</h1>" : page);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    posted,
    asked,
    doubtNext: () => {
      isDoubting = true;
    },
    failNext: (...statuses) => void failures.push(...statuses),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
