import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** 32 bytes, as `openssl rand -base64 32` writes them. */
export const ALERT_SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

export interface ReceivedAlert {
  readonly id: string;
  readonly isGenuine: boolean;
  readonly type: string;
  readonly data: { readonly kind?: string } & Readonly<Record<string, unknown>>;
  readonly raw: string;
}

export interface AlertReceiver extends AsyncDisposable {
  readonly url: string;
  readonly alerts: readonly ReceivedAlert[];
  /** Sets the HTTP status of answers. `hold` accepts the request and does not answer. */
  answer(how: number | "hold"): void;
}

export async function openAlertReceiver(): Promise<AlertReceiver> {
  const alerts: ReceivedAlert[] = [];
  let how: number | "hold" = 204;
  const server = createServer(async (request, response) => {
    alerts.push(await read(request));
    respond(response, how);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/alerts`,
    alerts,
    answer(next) {
      how = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function respond(response: ServerResponse, how: number | "hold"): void {
  if (how === "hold") return;
  response.writeHead(how, how >= 300 && how < 400 ? { location: "/elsewhere" } : {});
  response.end();
}

async function read(request: IncomingMessage): Promise<ReceivedAlert> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks).toString();
  const { type = "", data = {} } = raw === "" ? {} : JSON.parse(raw);
  const header = (name: string) => String(request.headers[name] ?? "");
  return {
    id: header("webhook-id"),
    isGenuine: isGenuine(header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"), raw),
    type,
    data,
    raw,
  };
}

/** Verifies the signature as the Standard Webhooks specification describes, without the library that signed. */
function isGenuine(id: string, timestamp: string, signature: string, body: string): boolean {
  const key = Buffer.from(ALERT_SECRET.slice("whsec_".length), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  const isFresh = Math.abs(Date.now() / 1_000 - Number(timestamp)) < 300;
  return isFresh && signature.split(" ").includes(`v1,${expected}`);
}
