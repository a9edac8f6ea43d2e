import { createServer, type IncomingHttpHeaders } from "node:http";

export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** Sets the statuses of the next answers. Later answers have the status 204. */
  answerNext(...statuses: readonly number[]): void;
  /** Waits until this many callbacks have arrived. Rejects after a time limit. */
  count(number: number): Promise<readonly Heard[]>;
}

export async function receiver(): Promise<Receiver> {
  const heard: Heard[] = [];
  const waiting: { number: number; resolve: () => void }[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      heard.push({ path: request.url ?? "", headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 204).end();
      for (const { number, resolve } of waiting) if (heard.length >= number) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    answerNext: (...next) => void statuses.push(...next),
    async count(number) {
      await within(5_000, () => {
        if (heard.length >= number) return Promise.resolve();
        return new Promise<void>((resolve) => waiting.push({ number, resolve }));
      });
      return heard;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function within(ms: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms);
  });
  await Promise.race([work(), late]).finally(() => clearTimeout(timer));
}

export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("it never came true");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
